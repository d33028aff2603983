import { expect, test } from "vitest";
import { readCommands, readLinks, readPaths } from "./mentions.ts";

const roots = new Set(["core", "README.md", "apps"]);

test("relative links are read without their anchors, outside links are left alone", () => {
  const text = "[a](docs/a.md#top) [b](https://example.org/x) [c](#here)\n[d](../b.md)";
  expect(readLinks(text)).toEqual([
    { value: "docs/a.md", line: 1 },
    { value: "../b.md", line: 2 },
  ]);
});

test("a path begins at a name in the root or with a dot", () => {
  const text =
    "`core/log/index.ts` `README.md` `quality.capa` `a/b` `./x.ts` `core` `core/<room>` `node apps/a.ts`\n\n```\ncat core/b.ts\n```";
  expect(readPaths(text, roots).map(({ value }) => value)).toEqual([
    "core/log/index.ts",
    "README.md",
    "./x.ts",
    "apps/a.ts",
    "core/b.ts",
  ]);
});

test("commands are read from backticks and from blocks, with their true line", () => {
  const text =
    "Run `npm run check`.\n\n```sh\nPORT=1 npm start\nnpx plumb log export --org O\n```\n`npm test`";
  expect(readCommands(text)).toEqual([
    { value: "npm run check", line: 1 },
    { value: "npm test", line: 7 },
    { value: "npm start", line: 4 },
    { value: "plumb log export", line: 5 },
  ]);
});
