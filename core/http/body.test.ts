import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { depthLimit, parseBody, textLimit } from "./body.ts";

const parse = (text: string): unknown => parseBody(Buffer.from(text));
const nested = (levels: number): string =>
  `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

describe("ASVS 2.2.1, 15.3.5: a body is read in one way only", () => {
  test("every JSON object comes out as JSON.parse reads it", () => {
    const names = fc
      .string({ maxLength: 20 })
      .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name));
    const object = fc.dictionary(names, fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme" }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(object, fc.boolean(), (value, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : undefined);
        fc.pre(!/__proto__|constructor|prototype|\\u0000|\\ud[89a-f]/i.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ["a name twice", '{"a":1,"a":2}', /"a" stands twice/],
    ["a name twice, once escaped", '{"a":1,"\\u0061" : 2}', /"a" stands twice/],
    ["a name twice, deep inside", '{"b":[{"a":{"c":1,"d":"\\"","c":2}}]}', /"c" stands twice/],
    ["__proto__", '{"__proto__":{"admin":true}}', /"__proto__" cannot be the name/],
    ["__proto__, escaped", '{"\\u005f_proto__":{}}', /"__proto__" cannot be the name/],
    [
      "constructor, deep inside",
      '{"a":{"constructor":{"prototype":{}}}}',
      /"constructor" cannot be the name/,
    ],
    ["NUL in a text", '{"a":"x\\u0000y"}', /no text/],
    ["NUL in a name", '{"a\\u0000":1}', /no text/],
    ["half a surrogate pair", '{"a":"\\ud83d"}', /no text/],
    ["too deep", nested(depthLimit + 1), /deeper than 32/],
    ["very deep", `{"a":${"[".repeat(400_000)}${"]".repeat(400_000)}}`, /deeper than 32/],
    ["a text too long", `{"a":"${"x".repeat(textLimit + 1)}"}`, /longer than 100000/],
    ["no object", "[1]", /must be a JSON object/],
    ["null", "null", /must be a JSON object/],
    ["no JSON", '{"a":}', /not valid JSON/],
    ["a byte order mark", "\ufeff{}", /not valid JSON/],
  ])("%s is refused with a sentence", (_, text, sentence) => {
    expect(() => parse(text)).toThrow(sentence);
  });

  test("bytes that are no UTF-8 are refused", () => {
    expect(() => parseBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(
      /not valid UTF-8/,
    );
  });

  test("what stays inside the limits passes", () => {
    expect(parse(nested(depthLimit))).toBeTypeOf("object");
    expect(parse(`{"a":"${"x".repeat(textLimit)}"}`)).toBeTypeOf("object");
    expect(parse('{"a":{"b":1},"c":{"b":"a"},"d":"a"}')).toEqual({
      a: { b: 1 },
      c: { b: "a" },
      d: "a",
    });
    expect(parse("")).toEqual({});
  });
});
