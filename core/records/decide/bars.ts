import type { Bar } from "../declare/machine.ts";
import type { Party, RecordData } from "../declare/rule.ts";
import { sentences } from "./sentences.ts";

type Parts = {
  readonly ownerId: string | null;
  readonly authorId?: string | null;
  readonly parties: readonly Party[];
};

/** The sentence for the first bar that closes the step to this person, or null. */
export const barred = (
  bars: readonly Bar[],
  record: RecordData,
  membershipId: string,
): string | null => {
  for (const bar of bars) {
    const [part, child] = splitBar(bar);
    if (child !== null) {
      const children = record.children[child] ?? [];
      if (children.some((one) => hasPart(one, part, membershipId))) return sentences.ownPart;
    } else if (part.startsWith("signed:")) {
      const point = part.slice("signed:".length);
      const isSigner = record.signatures.some(
        (standing) => standing.point === point && standing.membershipId === membershipId,
      );
      if (isSigner) return sentences.ownSignature;
    } else if (hasPart(record, part, membershipId)) {
      return sentenceOf(part);
    }
  }
  return null;
};

/** "actions.took:complete" is the part "took:complete" in the children "actions". */
export const splitBar = (bar: Bar): readonly [part: string, child: string | null] => {
  const dot = bar.indexOf(".");
  return dot < 0 ? [bar, null] : [bar.slice(dot + 1), bar.slice(0, dot)];
};

const hasPart = (of: Parts, part: string, membershipId: string): boolean =>
  part === "owner"
    ? of.ownerId === membershipId
    : of.parties.some((party) => party.part === part && party.membershipId === membershipId);

const sentenceOf = (part: string): string => {
  if (part === "author") return sentences.ownWork;
  if (part === "owner") return sentences.ownRecord;
  return part === "editor" ? sentences.ownEdit : sentences.ownStep;
};
