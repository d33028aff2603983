import { i18n } from "@lingui/core";
import { expect, test } from "vitest";
import { formatDate, formatExact, formatRelative } from "./format.ts";

i18n.loadAndActivate({ locale: "en", messages: {} });
const now = Date.parse("2026-03-10T12:00:00Z");

test.each([
  ["2026-03-10T11:59:40Z", "20 seconds ago"],
  ["2026-03-10T11:55:00Z", "5 minutes ago"],
  ["2026-03-09T12:00:00Z", "yesterday"],
  ["2026-03-12T12:00:00Z", "in 2 days"],
  ["2026-02-01T12:00:00Z", "1 Feb 2026"],
])("%s is %s", (at, words) => {
  expect(formatRelative(at, "UTC", now)).toBe(words);
});

test("an instant falls on the organisation's day, a calendar day on its own", () => {
  expect(formatDate("2026-03-10T23:30:00Z", "Europe/Athens")).toBe("11 Mar 2026");
  expect(formatDate("2026-03-10", "America/Mexico_City")).toBe("10 Mar 2026");
});

test("the exact time names its zone", () => {
  expect(formatExact("2026-03-10T12:00:05Z", "Europe/Stockholm")).toBe("10 Mar 2026, 13:00:05 CET");
});
