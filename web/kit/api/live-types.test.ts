import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { concerns, liveType } from "./live-types.ts";

const [one, other] = [
  "0198f1a0-0000-7000-8000-0000000000e1",
  "0198f1a0-0000-7000-8000-0000000000e2",
];
liveType("test.thing", "/things", "/my-work");

const isConcerned = (key: string, version: number | null = 3, data?: unknown): boolean => {
  const client = new QueryClient();
  client.setQueryData([key], data ?? {});
  const [query] = client.getQueryCache().getAll();
  return query !== undefined && concerns({ type: "test.thing", id: one, version }, query);
};

test.each([
  ["the list", "/things", true],
  ["another view of it", "/things/board", true],
  ["the thing", `/things/${one}`, true],
  ["what hangs on it", `/things/${one}/history`, true],
  ["another thing", `/things/${other}`, false],
  ["what hangs on another thing", `/things/${other}/history`, false],
  ["a page that shows the type too", "/my-work", true],
  ["a path that begins alike", "/things-done", false],
  ["something else", "/people", false],
])("a change concerns %s: %s", (_, key, expected) => {
  expect(isConcerned(key)).toBe(expected);
});

test("what is known already is not fetched again, and what hangs on it is", () => {
  expect(isConcerned(`/things/${one}`, 3, { version: 3 })).toBe(false);
  expect(isConcerned(`/things/${one}`, 3, { version: 2 })).toBe(true);
  expect(isConcerned(`/things/${one}`, null, { version: 3 })).toBe(true);
  expect(isConcerned(`/things/${one}/history`, 3, { version: 3 })).toBe(true);
});
