import { i18n } from "@lingui/core";
import { beforeAll, expect, test } from "vitest";
import { entryText, type Told } from "./sentence.tsx";
import { nameTypes } from "./types.ts";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const told = (entry: Partial<Told>): string =>
  entryText({
    action: "fact",
    type: "identity.signedIn",
    label: null,
    personName: "Nora Lind",
    actorKind: "person",
    ...entry,
  });

test.each<[Partial<Told>, string]>([
  [{}, "Nora Lind signed in"],
  [{ type: "identity.invited" }, "An invitation went to Nora Lind"],
  [{ type: "access.role", action: "insert", label: "Keeper" }, "Nora Lind created the role Keeper"],
  [{ type: "access.membershipRole", action: "delete" }, "Nora Lind took a role from a person"],
  [
    {
      type: "access.scope",
      action: "update",
      label: "Gate B",
      personName: null,
      actorKind: "service",
    },
    "Plumbline changed the scope Gate B",
  ],
  [{ personName: null, actorKind: "console" }, "Somebody at the database signed in"],
])("an entry is told as a sentence: %j", (entry, sentence) => {
  expect(told(entry)).toBe(sentence);
});

test("a type that nobody named gets a plain sentence with its own name", () => {
  expect(told({ type: "lab.sampleResult", action: "update", label: "S-1" })).toBe(
    "Nora Lind changed: sample result S-1",
  );
  expect(told({ type: "lab.resultRead" })).toBe("Nora Lind: result read");
});

test("an app's own words come first", () => {
  nameTypes({
    "lab.sample": {
      word: () => "Sample",
      sentences: { insert: ({ who, name }) => `${who} took the sample ${name}` },
    },
  });
  expect(told({ type: "lab.sample", action: "insert", label: "S-2" })).toBe(
    "Nora Lind took the sample S-2",
  );
  expect(told({ type: "lab.sample", action: "delete", label: "S-2" })).toBe(
    "Nora Lind deleted: Sample S-2",
  );
});
