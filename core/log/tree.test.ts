import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { fromBase64, growTree, nodePrimitives } from "./verify.ts";

const { sha256 } = nodePrimitives();
const hex = (base64: string) => Buffer.from(base64, "base64").toString("hex");
const leafOf = (data: Buffer) => hash("sha256", Buffer.concat([Buffer.of(0), data]), "buffer");

// The vectors that certificate transparency's own implementations publish for RFC 6962 section 2.1.
const inputs = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the tree has the published roots of RFC 6962", () => {
  const tree = growTree(sha256);
  expect(hex(tree.root())).toBe(roots[0]);
  inputs.forEach((input, i) => {
    tree.push(leafOf(Buffer.from(input, "hex")));
    expect(hex(tree.root())).toBe(roots[i + 1]);
  });
});

test("the tree agrees with the definition for every size from 0 to 512, also when it is taken up again from its peaks", () => {
  const leaves = Array.from({ length: 512 }, (_, i) => leafOf(Buffer.from(`entry ${i}`)));
  const grown = growTree(sha256);
  let resumed = growTree(sha256);
  leaves.forEach((leaf, i) => {
    grown.push(leaf);
    resumed.push(leaf);
    const expected = rootByDefinition(leaves.slice(0, i + 1)).toString("base64");
    expect(grown.root()).toBe(expected);
    resumed = growTree(
      sha256,
      widths(i + 1).map((width, p) => ({ width, hash: resumed.peaks()[p] ?? leaf })),
    );
    expect(resumed.root()).toBe(expected);
    expect(resumed.size()).toBe(i + 1);
  });
});

test("base64 has one spelling: spare bits, padding and foreign characters are refused", () => {
  expect([...fromBase64("AQID")]).toEqual([1, 2, 3]);
  for (const text of [
    "AQ",
    "AQ=",
    "AR==",
    "A===",
    "AQI",
    "AQJ=",
    "AQ==\n",
    "-_==",
    "AQID\u0141Q==",
  ])
    expect(fromBase64(text)).toHaveLength(0);
});

function widths(size: number): number[] {
  return [...size.toString(2)].flatMap((digit, i, all) =>
    digit === "1" ? [2 ** (all.length - 1 - i)] : [],
  );
}

/** RFC 6962 section 2.1, word for word: slow, and without any state. */
function rootByDefinition(leaves: Buffer[]): Buffer {
  if (leaves.length === 1 && leaves[0] !== undefined) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const halves = [leaves.slice(0, split), leaves.slice(split)].map(rootByDefinition);
  return hash("sha256", Buffer.concat([Buffer.of(1), ...halves]), "buffer");
}
