// Runs before the first paint, so that a chosen theme never flashes. A file, as the policy forbids inline script.
try {
  const theme = localStorage.getItem("plumbline.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the system's theme then holds.
}
