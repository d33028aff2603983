import { z } from "zod";
import { Failure, notFound } from "#core/operation";

/** A version where a DELETE names it: its query string can only say it in digits, and nothing else passes for a number. */
export const versionShape = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/, "This must be a version's number.")
    .transform(Number),
]);

/** Settles a race after an update that named its version: no row means somebody else was first, or it was never there. */
export const staleOrMissing = (what: string, current: { version: number } | undefined): Failure =>
  current
    ? new Failure(
        "conflict",
        `Somebody else has changed this ${what} in the meantime. Reload it, look at what changed, and make your change again.`,
      )
    : notFound(what);

/** What an edit really changes: fields that are absent or the same are left out, so that nothing writes no version. */
export const changesOf = <R extends Record<string, unknown>>(
  current: R,
  wanted: { readonly [K in keyof R]?: R[K] | undefined },
): Partial<R> => {
  const changed = Object.entries(wanted).filter(
    ([key, value]) => value !== undefined && value !== current[key],
  );
  return Object.fromEntries(changed) as Partial<R>;
};
