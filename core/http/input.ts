import { invalid } from "#core/operation";
import { checkName, checkText } from "./body.ts";

type Values = Readonly<Record<string, unknown>>;

/** One flat input from path, query string and body. A name may come from one of them only: nothing overrides the path. */
export const mergeInput = (path: Values, query: Values, body: Values): Values => {
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(path)) {
    if (typeof value === "string") checkText(value, "The address");
    input[name] = value;
  }
  for (const [source, values] of [
    ["query string", query],
    ["body", body],
  ] as const) {
    for (const [name, value] of Object.entries(values)) {
      if (Object.hasOwn(input, name)) throw given(name, source);
      input[name] = value;
    }
  }
  return input;
};

const given = (name: string, source: string): Error =>
  invalid(`"${name}" is given a second time in the ${source}. Give it once.`, [
    { path: name, message: `Take it out of the ${source}.` },
  ]);

/** Strict where URLSearchParams guesses: every name once, every escape whole. */
export const parseQuery = (url: string): Values => {
  const start = url.indexOf("?");
  const values: Record<string, string> = {};
  if (start < 0) return values;
  for (const pair of url.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const [name, value] = split(pair);
    checkName(name);
    checkText(name, "The query string");
    checkText(value, "The query string");
    if (Object.hasOwn(values, name)) {
      throw invalid(`The query string names "${name.slice(0, 60)}" twice. Give it once.`, [
        { path: name, message: "Give it once." },
      ]);
    }
    values[name] = value;
  }
  return values;
};

const split = (pair: string): readonly [string, string] => {
  const at = pair.indexOf("=");
  const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
  try {
    return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
  } catch {
    throw invalid("The query string is not encoded correctly. Correct the percent signs in it.");
  }
};
