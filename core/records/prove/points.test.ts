import { describe, expect, it } from "vitest";
import { faultsOf, type Machine, recordType, text } from "#core/records";

const judged = (signatures: Machine["signatures"], signs: readonly [string, string]) => {
  const step = (to: string, point: string) => ({ to, verb: "Judge", may: "judge", signs: point });
  const type = recordType("sample.verdict", {
    ...{ version: 1, one: "verdict", many: "verdicts", about: "Verdicts.", path: "/verdicts" },
    ...{ retention: "quality", create: "judge" },
    permissions: {
      read: { allows: "See verdicts", roles: ["member"] },
      judge: { allows: "Judge", roles: ["member"] },
    },
    fields: { note: text("Note") },
    links: { like: { label: "Like", back: "Liked by", to: ["sample.verdict"] } },
    states: {
      asked: { label: "Asked", tone: "waiting", waits: "judge" },
      good: { label: "Good", tone: "force" },
      bad: { label: "Bad", tone: "refused" },
    },
  });
  const [good, bad] = signs;
  const asked = {
    ...{ label: "Asked", tone: "waiting" as const, waits: "judge" },
    on: { praise: step("good", good), blame: step("bad", bad) },
  };
  return { ...type, signatures, states: { ...type.states, asked } };
};

describe("a signature point", () => {
  const good = { means: "Good", covers: ["title"] };

  it("says which of two ways was signed", () => {
    expect(faultsOf(judged({ good, bad: good }, ["good", "bad"]))).toEqual([]);
    expect(faultsOf(judged({ good }, ["good", "good"]))).toEqual([
      expect.stringMatching(/two steps of the state "asked" sign "good" and lead apart/),
    ]);
  });

  it("covers something that is always there", () => {
    const empty = { means: "Bad", covers: ["links"] };
    expect(faultsOf(judged({ good, bad: empty }, ["good", "bad"]))).toEqual([
      expect.stringMatching(/"bad" covers nothing of the record itself/),
    ]);
  });
});
