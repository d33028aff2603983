import { expect, test } from "vitest";
import { instantAt, wallTime } from "./zone-time.ts";

test.each([
  ["2026-11-20T08:30:00.000Z", "Europe/Stockholm", "2026-11-20T09:30"],
  ["2026-07-01T06:30:00.000Z", "Europe/Athens", "2026-07-01T09:30"],
  ["2026-11-20T23:30:00.000Z", "America/Mexico_City", "2026-11-20T17:30"],
  ["2026-11-20T18:45:00.000Z", "Asia/Kathmandu", "2026-11-21T00:30"],
])("%s in %s is %s, and back", (instant, zone, wall) => {
  expect(wallTime(instant, zone)).toBe(wall);
  expect(instantAt(wall, zone)).toBe(instant);
});

test("the hour that comes twice means the earlier one, the skipped one the moment after the leap", () => {
  expect(instantAt("2026-10-25T02:30", "Europe/Stockholm")).toBe("2026-10-25T00:30:00.000Z");
  expect(instantAt("2026-03-29T02:30", "Europe/Stockholm")).toBe("2026-03-29T01:30:00.000Z");
});
