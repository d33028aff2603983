import type { FeedAnswer } from "./get-feed.ts";
import type { Subject } from "./subjects.ts";

/** Where somebody may read what, as `enter` found it; two with the same key are told the same. */
export type Reach = {
  readonly key: string;
  readonly covers: (subject: Subject) => boolean;
};

export const reachFrom = (reach: FeedAnswer["reach"]): Reach => {
  const held = new Map(
    Object.entries(reach).map(([permission, where]) => [
      permission,
      where === "organization" ? where : new Set(where),
    ]),
  );
  return {
    key: JSON.stringify(reach),
    covers: ({ permission, scopes }) => {
      const where = held.get(permission);
      if (where === undefined) return false;
      // What lies in no scope concerns the whole organisation.
      return where === "organization" || scopes.some((scope) => where.has(scope));
    },
  };
};
