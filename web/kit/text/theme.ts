export type Theme = "system" | "light" | "dark";

/** Read again by theme.js before the first paint of the next page. */
const stored = "plumbline.theme";

export function currentTheme(): Theme {
  const theme = localStorage.getItem(stored);
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(stored);
    delete document.documentElement.dataset["theme"];
    return;
  }
  localStorage.setItem(stored, theme);
  document.documentElement.dataset["theme"] = theme;
}
