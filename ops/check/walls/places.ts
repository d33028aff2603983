export type Layer = "core" | "app" | "kit" | "shell" | "ops" | "test" | "tooling";

/** Where a file lives: its layer, its room, and which face of an app it belongs to. */
export type Place = { layer: Layer; room: string; browserFace: boolean; isTest: boolean };

// Rigs serve the tests beside them and are nothing to the product.
const testFile = /\.test\.[jt]sx?$|-rig\.ts$|(?:^|\/)test-[\w-]+\.ts$/;

export function placeOf(path: string): Place {
  const [top = "", room = "", ...rest] = path.split("/");
  const isTest = top === "test" || testFile.test(path);
  const place = (layer: Layer, name: string, browserFace = false): Place => ({
    layer,
    room: name,
    browserFace,
    isTest,
  });
  if (top === "core" && rest.length > 0) return place("core", `core/${room}`);
  if (top === "apps" && rest.length > 0) {
    return place("app", `apps/${room}`, isBrowserFace(path, rest));
  }
  if (top === "ops") return room === "check" ? place("tooling", "") : place("ops", "ops");
  if (top === "test") return place("test", "test");
  if (top !== "web" || rest.length === 0) return place("tooling", "");
  if (room === "shell") return place("shell", "web/shell", true);
  return place("kit", `web/${room}`, true);
}

function isBrowserFace(path: string, inside: string[]): boolean {
  return inside[0] === "browser.ts" || inside.includes("pages") || path.endsWith(".tsx");
}
