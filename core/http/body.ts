import { invalid } from "#core/operation";
import { Refusal, mediaTypeSentence } from "./problem.ts";

export const depthLimit = 32;
export const textLimit = 100_000;

/** Only UTF-8 JSON, unpacked: one way to read a body, so that no proxy in front can read it differently. */
export const checkContentType = (
  contentType: string,
  contentEncoding: string | undefined,
): void => {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? "utf-8";
  if (!/^utf-?8$/i.test(charset))
    throw new Refusal(
      "unsupported_media_type",
      "The body must be UTF-8. Encode it so and send it again.",
    );
  if (contentEncoding !== undefined && contentEncoding !== "identity") {
    throw new Refusal(
      "unsupported_media_type",
      "The body must not be compressed. Send it as it is, without Content-Encoding.",
    );
  }
  if (!/^application\/json\s*(;|$)/i.test(contentType))
    throw new Refusal("unsupported_media_type", mediaTypeSentence);
};

/** Parses a body and refuses what two readers could understand differently or what a database cannot hold. */
export const parseBody = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  if (bytes.length === 0) return {};
  const text = decode(bytes);
  const value = parse(text);
  inspect(text);
  if (!isObject(value))
    throw invalid("The body must be a JSON object. Put the values into one pair of braces.");
  return value;
};

// Tab, line feed and carriage return are text; what remains moves cursors, rings bells and forges lines in logs.
const controls = /[\p{Cc}--[\t\n\r]]/v;

/** NUL and half a character cannot be stored as text, and no person types control characters. */
export const checkText = (text: string, where: string): void => {
  if (controls.test(text) || !text.isWellFormed()) {
    throw invalid(
      `${where} holds a character that is no text (NUL, another control character or half a surrogate pair). Take it out and send it again.`,
    );
  }
};

/** Names that change what an object is instead of filling it. */
export const checkName = (name: string): void => {
  if (name === "__proto__" || name === "constructor" || name === "prototype") {
    throw invalid(`"${name}" cannot be the name of a value. Take it out and send it again.`);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid("The body is not valid UTF-8. Encode it so and send it again.");
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(
      "The body is not valid JSON. Check its quotes, commas and braces and send it again.",
    );
  }
};

/** JSON.parse keeps the last of two equal keys in silence; this walk over text known to be valid finds them. */
const inspect = (text: string): void => {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : null);
      if (open.length > depthLimit)
        throw invalid(`The body is nested deeper than ${depthLimit} levels. Send it flatter.`);
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      checkString(text, at, end, open.at(-1) ?? null);
      at = end;
    }
  }
};

const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; ; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
};

const checkString = (text: string, start: number, end: number, keys: Set<string> | null): void => {
  const raw = text.slice(start, end + 1);
  const value: string = raw.includes("\\") ? String(JSON.parse(raw)) : raw.slice(1, -1);
  if (value.length > textLimit)
    throw invalid(`A text in the body is longer than ${textLimit} characters. Shorten it.`);
  checkText(value, "The body");
  if (keys === null || !isKey(text, end)) return;
  checkName(value);
  if (keys.has(value))
    throw invalid(`The name "${value.slice(0, 60)}" stands twice in one object. Send it once.`);
  keys.add(value);
};

const isKey = (text: string, end: number): boolean => {
  let at = end + 1;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
};
