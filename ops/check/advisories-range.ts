type Comparison = { readonly sign: string; readonly version: string };

const comparison = /^(<=|>=|<|>|=|)\s*v?(\d+(?:\.\d+){0,2}(?:-[\w.-]+)?)(?:\+[\w.-]+)?$/;

/**
 * Whether an advisory's range takes in a version. Advisories are written with plain comparisons; whatever else stands
 * there counts as affected, so that a person looks.
 */
export const isAffected = (version: string, range: string): boolean =>
  range.split("||").some((part) => {
    const found = comparisonsOf(part);
    return found === null || found.every((one) => holds(version, one));
  });

const comparisonsOf = (part: string): readonly Comparison[] | null => {
  const words = part
    .replaceAll(/([<>=])\s+/g, "$1")
    .split(/[\s,]+/)
    .filter((word) => word !== "" && word !== "*");
  const found: Comparison[] = [];
  for (const word of words) {
    const [, sign = "", version = ""] = comparison.exec(word) ?? [];
    // "<= 1.2" takes in 1.2.9: only a comparison with a whole version, or one where nothing hangs on the rest, is plain.
    if (version === "" || (!/^\d+\.\d+\.\d+/.test(version) && sign !== "<" && sign !== ">="))
      return null;
    found.push({ sign, version });
  }
  return found;
};

const holds = (version: string, { sign, version: bound }: Comparison): boolean => {
  const order = compare(version, bound);
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  if (sign === ">") return order > 0;
  if (sign === ">=") return order >= 0;
  return order === 0;
};

/** Precedence of Semantic Versioning 2.0.0, section 11. */
const compare = (a: string, b: string): number => {
  const [one, other] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (one.numbers[i] ?? 0) - (other.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.before.length === 0 || other.before.length === 0)
    return other.before.length - one.before.length;
  for (const [i, word] of one.before.entries()) {
    const difference = compareWords(word, other.before[i]);
    if (difference !== 0) return difference;
  }
  return one.before.length - other.before.length;
};

const partsOf = (version: string) => {
  const [plain = ""] = version.split("+");
  const [numbers = "", before = ""] = plain.split(/-(.*)/s);
  return {
    numbers: numbers.split(".").map(Number),
    before: before.split(".").filter(Boolean),
  };
};

const compareWords = (a: string, b: string | undefined): number => {
  if (b === undefined) return 1;
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
};
