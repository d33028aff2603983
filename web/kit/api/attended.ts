const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const patienceMs = 60_000;

let lastSign = Date.now();

/** Notes when the person last did something, here and nowhere else. */
export function watchAttendance(): void {
  const note = (): void => void (lastSign = Date.now());
  for (const sign of signs) window.addEventListener(sign, note, { capture: true, passive: true });
}

/** A page that refreshes itself must not keep the session of somebody who has gone. */
export function isAttended(): boolean {
  return Date.now() - lastSign < patienceMs;
}
