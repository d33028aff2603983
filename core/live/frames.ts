import type { Reach } from "./reach.ts";
import type { ReadLeaf } from "./read-leaves.ts";
import type { Subject } from "./subjects.ts";

type Message = Pick<Subject, "type" | "id" | "version" | "seq">;

/** What somebody with this reach is told of these entries: each thing once, with its newest number. */
export const messagesFor = (reach: Reach, leaves: readonly ReadLeaf[]): Message[] => {
  const told = new Map<string, Message>();
  for (const leaf of leaves) {
    for (const subject of leaf.subjects) {
      if (!reach.covers(subject)) continue;
      const key = `${subject.type} ${subject.id}`;
      const { type, id, seq } = subject;
      // A version says that nothing else of the thing changed beside it.
      const isKnown = told.get(key)?.version !== null;
      told.set(key, { type, id, version: isKnown ? subject.version : null, seq });
    }
  }
  return [...told.values()];
};

export type Frame = { readonly bytes: Buffer; readonly messages: number };

/** Null when nothing of it may be told. */
export const frameFor = (reach: Reach, leaves: readonly ReadLeaf[]): Frame | null => {
  const changes = messagesFor(reach, leaves);
  if (changes.length === 0) return null;
  const bytes = Buffer.from(JSON.stringify({ seq: leaves.at(-1)?.seq, changes }));
  return { bytes, messages: changes.length };
};

/** Many read the same: a frame is written once for all who have the same reach. */
export const sharedFrames = (
  leaves: readonly ReadLeaf[],
): { readonly leaves: readonly ReadLeaf[]; readonly for: (reach: Reach) => Frame | null } => {
  const known = new Map<string, Frame | null>();
  return {
    leaves,
    for: (reach) => {
      const frame = known.get(reach.key);
      if (frame !== undefined) return frame;
      const made = frameFor(reach, leaves);
      known.set(reach.key, made);
      return made;
    },
  };
};
