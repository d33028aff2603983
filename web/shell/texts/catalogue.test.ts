import { extractFromFileWithBabel } from "@lingui/cli/api";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

test("the catalogue holds exactly the texts of the sources", { timeout: 60_000 }, async () => {
  const inSources = new Set<string>();
  for await (const path of glob("{web/kit,web/shell,apps}/**/*.{ts,tsx}", { cwd: root })) {
    if (path.endsWith(".test.ts")) continue;
    const code = await readFile(join(root, path), "utf8");
    if (code.includes("i18n")) await extract(path, code, (text) => inSources.add(text));
  }
  const inCatalogue = await readCatalogue("en");
  const advice = "run: npx lingui extract --clean --config web/lingui.config.ts";
  expect(inCatalogue.toSorted(), advice).toEqual([...inSources].toSorted());
});

async function extract(path: string, code: string, found: (text: string) => void): Promise<void> {
  // The configuration is read by the macro only, and we use none.
  const context = { linguiConfig: {} as never };
  const parser = { plugins: ["typescript" as const, "jsx" as const] };
  await extractFromFileWithBabel(path, code, ({ id }) => found(id), context, parser, true);
}

/** The ids of a .po file; a long one is written as several quoted lines. */
async function readCatalogue(language: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, `${language}.po`), "utf8");
  return [...text.matchAll(/^msgid ((?:".*"\n)+)/gm)]
    .map(([, quoted = ""]) =>
      quoted
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as string)
        .join(""),
    )
    .filter((id) => id !== "");
}
