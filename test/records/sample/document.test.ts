import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { draftOf } from "../../../ops/records/draft.ts";
import { blocksOf } from "../../guides/blocks.ts";
import { sample } from "./app.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8").trimEnd();
const guide = read("../../../CONTRIBUTING.md");
const chapter = guide.slice(
  guide.indexOf("## Add a record type"),
  guide.indexOf("## Add a visible text"),
);

// The tests beside this one build the type from these files, and so from what the guide says.
it("the guide's blocks are the throw-away type, word for word", () => {
  expect(blocksOf(chapter).map(({ lines }) => lines.join("\n"))).toEqual(
    ["calibration.ts", "finding.ts", "app.ts", "migration.sql"].map(read),
  );
});

it("its migration is what plumb schema draft prints", () => {
  const drafts = (sample.records ?? []).map((type) => draftOf(type));
  expect(drafts.join("\n").trimEnd()).toBe(read("migration.sql"));
});
