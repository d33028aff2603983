import type { Random } from "./random.ts";

/** `json` is the text as it stands in the body, so that it can be what no JavaScript value is. */
export type Hostile = { readonly name: string; readonly json: string; readonly never: boolean };

const right = (name: string, json: string): Hostile => ({ name, json, never: false });
const wrong = (name: string, json: string): Hostile => ({ name, json, never: true });

const sentences: Readonly<Record<string, string>> = {
  SQL: "'; drop table notice; --",
  "SQL condition": "' or '1'='1",
  "SQL union": "1 union select password_hash from person",
  script: "<script>alert(1)</script>",
  "script in an image": '"><img src=x onerror=alert(1)>',
  template: "{{7*7}} ${7*7} <%= 7*7 %>",
  "a path upwards": "../../../../etc/passwd",
  "a formula": "=cmd|' /C calc'!A0",
  "a format": "%s%n%x%p",
  "escaped percent": "%00%0d%0a",
  shell: "$(id); `id` | id",
  "text turned round": "abc\u202egnp.exe",
  "many marks": `z${"\u0300".repeat(60)}`,
  "emoji families": "👩‍👩‍👧‍👦".repeat(4),
  "a prototype's name": "__proto__",
  "an object's method": "toString",
  "a date that is none": "2026-02-30",
  "an early year": "0000-00-00T00:00:00Z",
  infinity: "Infinity",
  hexadecimal: "0x7fffffff",
  "an id of nothing": "00000000-0000-0000-0000-000000000000",
};

/** What may stand in no field, and what may stand in some: the field's type tells. */
export const hostileValues = (random: Random): readonly Hostile[] => [
  right("null", "null"),
  right("true", "true"),
  right("zero", "0"),
  right("a fraction", "1.5"),
  right("a negative number", "-1"),
  right("a number past 53 bits", "9007199254740993"),
  right("a number past 64 bits", "99999999999999999999999"),
  wrong("a number past all", "1e400"),
  right("an empty text", '""'),
  right("blanks", '"   "'),
  right("a list", "[]"),
  right("a list in a list", "[[[]]]"),
  right("an object", "{}"),
  right("an operator", '{"$gt":""}'),
  right("own methods", '{"toString":1,"valueOf":2,"hasOwnProperty":3}'),
  wrong("__proto__", '{"__proto__":{"admin":true}}'),
  wrong("constructor", '{"constructor":{"prototype":{"admin":true}}}'),
  wrong("a key twice", '{"a":1,"a":2}'),
  wrong("nested 40 deep", `${"[".repeat(40)}${"]".repeat(40)}`),
  wrong("nested 20,000 deep", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`),
  wrong("a very long text", JSON.stringify("x".repeat(100_001))),
  wrong("a long text", JSON.stringify("x".repeat(20_000))),
  wrong("a number of 10,000 digits", "9".repeat(10_000)),
  wrong("NUL", String.raw`"a\u0000b"`),
  wrong("a bell", String.raw`"a\u0007b"`),
  wrong("a terminal's escape", String.raw`"\u001b[2Jb"`),
  wrong("a control of the upper half", String.raw`"a\u009bb"`),
  wrong("half a surrogate pair", String.raw`"a\ud83db"`),
  wrong("the wrong half", String.raw`"\udc00"`),
  ...Object.entries(sentences).map(([name, text]) => right(name, JSON.stringify(text))),
  ...Array.from({ length: 3 }, (_, index) =>
    right(`noise ${index}`, JSON.stringify(noise(random))),
  ),
];

/** The same for the query string and the path, where everything is text. */
export const hostileTexts = (random: Random): readonly Hostile[] => [
  ...["%00", "a%07b", "%1b%5b2J", "%c2%9b"].map((text) => wrong(`control ${text}`, text)),
  ...["%", "%zz", "%a", "%ff%fe", "%ed%a0%80", "%c0%ae"].map((text) => wrong(`bad ${text}`, text)),
  wrong("a very long text", "x".repeat(5000)),
  ...Object.entries(sentences).map(([name, text]) => right(name, encodeURIComponent(text))),
  ...["null", "[]", "-1", "1.5", "1e309", "99999999999999999999", "NaN"].map((text) =>
    right(text, text),
  ),
  right("noise", encodeURIComponent(noise(random))),
];

const pieces = [..."aZ09 '\"\\<>&%;:/?#[]{}()*=+-_.,|~`^$@!\täßΩжя中文🙂\u200b\ufeff\ufffe"];

const noise = (random: Random): string =>
  Array.from({ length: 1 + random(60) }, () => pieces[random(pieces.length)]).join("");
