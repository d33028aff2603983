import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "#core/operation";
import { checkPassword, hashPassword, matchesPassword } from "./password.ts";

const refusal = (password: string, about: readonly string[] = []): string | null => {
  try {
    checkPassword(password, about);
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.fields[0]?.message ?? "";
  }
};

const tooShort = /12 characters or more/;
const tooLong = /at most 200/;
const familiar = /tried first/;

describe("a password (ASVS 6.2.1 to 6.2.12)", () => {
  it.each([
    "seven quiet herons wade",
    "correct-lantern-harbour",
    "onlylowercaseletterswork",
    "καλημέρα στο λιμάνι",
    "twelve chars",
    "🦉🦔🐝🌵🍋🪁🧩🎷🛶🧭🪴🔭",
    "x7 ".repeat(20) + "and something else",
  ])("may be %j: length and rarity count, composition does not", (password) => {
    expect(refusal(password)).toBeNull();
  });

  it.each([
    ["", tooShort],
    ["elevenchars", tooShort],
    ["🦉🦔🐝🌵🍋🪁🧩🎷🛶🧭🪴", tooShort],
    ["long ".repeat(41), tooLong],
    ["password1234", familiar],
    ["PassWord1234", familiar],
    ["123456789012", familiar],
    ["qwertyuiop12", familiar],
    ["aaaaaaaaaaaaaaaa", familiar],
    ["abcabcabcabcabc", familiar],
    ["abcdefghijklmnop", familiar],
    ["iloveyou!!!!!!", familiar],
  ])("may not be %j", (password, sentence) => {
    expect(refusal(password)).toMatch(sentence);
  });

  it.each([
    ["nora.lind and her hens", "nora.lind"],
    ["my PLUMBLINE account", "plumbline"],
  ])("may not contain what others know: %j", (password, word) => {
    expect(refusal(password, ["Nora.Lind", "plumbline"])).toBe(
      `Leave out “${word}”: it is known to others.`,
    );
  });

  it("is refused with a sentence beside its field or taken, whatever is typed", () => {
    const anything = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(
        anything,
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
        (password, about) => {
          const sentence = refusal(password, about);
          expect(sentence === null || sentence.length > 10).toBe(true);
          if ([...password.normalize("NFKC")].length < 12) expect(sentence).toMatch(tooShort);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is hashed in a queue of two, which leaves the thread pool to everybody else", async () => {
    const start = performance.now();
    const hashes = Promise.all(
      Array.from({ length: 40 }, () => hashPassword("café by the harbour")),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    const reading = performance.now();
    await readFile(import.meta.filename);
    const read = performance.now() - reading;
    await hashes;
    expect(read).toBeLessThan((performance.now() - start) / 4);
  });

  it("is kept as Argon2id with a salt of its own, and matches however its letters were composed", async () => {
    const [one, other] = [
      await hashPassword("café by the harbour"),
      await hashPassword("café by the harbour"),
    ];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(other).not.toBe(one);
    expect(await matchesPassword(one, "cafe\u0301 by the harbour")).toBe(true);
    expect(await matchesPassword(one, "Café by the harbour")).toBe(false);
    expect(await matchesPassword(null, "the password of nobody at all")).toBe(false);
  });
});
