import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeInput, parseQuery } from "./input.ts";

describe("ASVS 15.3.7: parameters are not taken twice or from two places", () => {
  test.each([
    ["/x?a=1&a=2", /names "a" twice/],
    ["/x?a=1&%61=2", /names "a" twice/],
    ["/x?__proto__=1", /"__proto__" cannot be the name/],
    ["/x?a=%zz", /not encoded correctly/],
    ["/x?a=%00", /no text/],
  ])("%s is refused", (url, sentence) => {
    expect(() => parseQuery(url)).toThrow(sentence);
  });

  test("values are decoded as forms encode them", () => {
    expect(parseQuery("/x?a=1+2&b=%2B&c&d=x=y&")).toEqual({ a: "1 2", b: "+", c: "", d: "x=y" });
    expect(parseQuery("/x")).toEqual({});
  });

  test("any set of values survives the way through a URL", () => {
    const values = fc.dictionary(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.string({ unit: "grapheme" }),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(values, (given) => {
        const query = new URLSearchParams(given).toString();
        fc.pre(!/__proto__|constructor|prototype|%00/.test(query));
        expect(parseQuery(`/x?${query}`)).toEqual(given);
      }),
    );
  });

  test("neither query nor body overrides the path, nor one the other", () => {
    expect(() => mergeInput({ id: "1" }, { id: "2" }, {})).toThrow(
      /second time in the query string/,
    );
    expect(() => mergeInput({ id: "1" }, {}, { id: "1" })).toThrow(/second time in the body/);
    expect(() => mergeInput({}, { a: "1" }, { a: 1 })).toThrow(/second time in the body/);
    expect(mergeInput({ id: "1" }, { a: "2" }, { b: 3 })).toEqual({ id: "1", a: "2", b: 3 });
  });
});
