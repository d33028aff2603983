import { pathToFileURL } from "node:url";
import type { defineConfig } from "@lingui/cli";

type Extractor = NonNullable<Parameters<typeof defineConfig>[0]["extractors"]>[number];

/**
 * Texts of declarations reach the catalogue from the declarations themselves: the module is loaded and every string that
 * people will read is taken from what it exports.
 */
export const declaredTexts: Extractor = {
  match: (file) =>
    /\/apps\/[^/]+\/(?!pages\/)[^/]+\/[^/]+\.ts$|\/core\/records\/decide\/sentences\.ts$/.test(
      file,
    ),
  extract: async (file, code, found) => {
    if (!/\brecordType\(|\bsentences = /.test(code)) return;
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const texts = new Set(Object.values(module).flatMap((exported) => textsIn(exported, file)));
    for (const text of texts) found({ id: text, message: text, origin: [file, 1] });
  },
};

const textsIn = (exported: unknown, file: string): readonly string[] => {
  if (file.includes("/core/records/decide/"))
    return isPlain(exported)
      ? Object.values(exported).filter((one) => typeof one === "string")
      : [];
  return isRecordType(exported) ? readBy(exported) : [];
};

/** By the name of what holds it, a string is either read by people or a key. */
const read = new Set([
  "label",
  "help",
  "one",
  "many",
  "about",
  "verb",
  "means",
  "says",
  "back",
  "owner",
  "due",
  "occurred",
  "allows",
]);

const readBy = (holder: unknown): readonly string[] => {
  if (Array.isArray(holder)) return holder.flatMap(readBy);
  if (!isPlain(holder)) return [];
  return Object.entries(holder).flatMap(([name, held]) => {
    if (name === "options" && isPlain(held)) return Object.values(held).map(String);
    if (typeof held === "string") return read.has(name) ? [held] : [];
    // A child is a declaration of its own, in a file of its own.
    return name === "type" ? [] : readBy(held);
  });
};

const isRecordType = (value: unknown): boolean =>
  isPlain(value) && "states" in value && "fields" in value && "path" in value;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
