import { extractFromFileWithBabel } from "@lingui/cli/api";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { declaredTexts } from "./declared-texts.ts";

const root = join(import.meta.dirname, "..");

test("the catalogue holds exactly the texts of the sources", { timeout: 60_000 }, async () => {
  const inSources = new Set<string>();
  const found = (text: string): void => void inSources.add(text);
  for await (const path of glob("{web/kit,web/shell,apps,core/records/decide}/**/*.{ts,tsx}", {
    cwd: root,
  })) {
    if (path.endsWith(".test.ts")) continue;
    const file = join(root, path);
    const code = await readFile(file, "utf8");
    if (declaredTexts.match(file)) await declared(file, code, found);
    else if (code.includes("i18n")) await extract(path, code, found);
  }
  const inCatalogue = await readCatalogue("en");
  const advice = "run: npx lingui extract --clean --config web/lingui.config.ts";
  expect(inCatalogue.toSorted(), advice).toEqual([...inSources].toSorted());
});

async function declared(file: string, code: string, found: (text: string) => void): Promise<void> {
  await declaredTexts.extract(file, code, ({ id }) => found(id), { linguiConfig: {} as never });
}

async function extract(path: string, code: string, found: (text: string) => void): Promise<void> {
  // The configuration is read by the macro only, and we use none.
  const context = { linguiConfig: {} as never };
  const parser = { plugins: ["typescript" as const, "jsx" as const] };
  await extractFromFileWithBabel(path, code, ({ id }) => found(id), context, parser, true);
}

/** The ids of a .po file; a long one is written as several quoted lines. */
async function readCatalogue(language: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, `shell/texts/${language}.po`), "utf8");
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
