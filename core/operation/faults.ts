import { TooBusy } from "#core/database";
import { Failure } from "./failure.ts";

/** Serialisation failures and deadlocks: nothing was done, and the same again may well succeed. */
export const isRetryable = (error: unknown): boolean => ["40001", "40P01"].includes(codeOf(error));

/** A database's refusal as a sentence; null for what is a bug of ours. Names of tables and values never pass. */
export const failureFrom = (error: unknown): Failure | null => {
  if (error instanceof Failure) return error;
  if (error instanceof TooBusy) return tooBusy(error);
  const code = codeOf(error);
  const known = isWall(error) ? outOfSight : (sentences[code] ?? sentences[code.slice(0, 2)]);
  if (known)
    return new Failure(known[0], known[1], {
      cause: error,
      ...(known[0] === "unavailable" ? { retryAfterSeconds: 2 } : {}),
    });
  return isConnectionLoss(error)
    ? new Failure("unavailable", databaseAway, { cause: error, retryAfterSeconds: 2 })
    : null;
};

/** Said in time: a short wait helps, and asking at once again does not. */
export const tooBusy = (cause?: unknown): Failure =>
  new Failure(
    "unavailable",
    "Plumbline has more to do than it can at the moment. Nothing was changed; try again in a few seconds.",
    { retryAfterSeconds: 2, cause },
  );

/** A policy refused a new row; any other lack of privilege is a bug of ours. */
const isWall = (error: unknown): boolean =>
  codeOf(error) === "42501" &&
  error instanceof Error &&
  error.message.includes("row-level security");

const outOfSight = [
  "invalid",
  "This place does not exist or is not visible to you. Choose another.",
] as const;

const databaseAway =
  "The database cannot be reached at the moment. Try again shortly; if you were changing something, look first whether it was done all the same.";

const sentences: Record<
  string,
  readonly ["invalid" | "unauthenticated" | "forbidden" | "conflict" | "unavailable", string]
> = {
  PL401: ["unauthenticated", "Your session has ended. Sign in again."],
  PL403: [
    "forbidden",
    "Your roles do not allow this. An administrator of your organisation can grant the right.",
  ],
  PL405: [
    "forbidden",
    "This access token does not carry the permission. Make a token that does, or sign in yourself.",
  ],
  PL428: [
    "forbidden",
    "Your role asks for a second factor. Set it up in your profile first; everything else opens after that.",
  ],
  PL409: [
    "conflict",
    "You have switched to another organisation elsewhere. Reload the page to go on there.",
  ],
  PL503: [
    "unavailable",
    "The log is still numbering earlier entries. Nothing was changed; try again in a few seconds.",
  ],
  "40001": [
    "unavailable",
    "Too many people changed the same thing at once. Nothing was changed; try again.",
  ],
  "40P01": [
    "unavailable",
    "Too many people changed the same thing at once. Nothing was changed; try again.",
  ],
  "55P03": [
    "unavailable",
    "Somebody else is changing this right now. Nothing was changed; try again.",
  ],
  "57014": [
    "unavailable",
    "This took too long and was stopped. Nothing was changed; ask for less, or try again later.",
  ],
  "23503": [
    "invalid",
    "This refers to something that does not exist or is still in use. Choose another and try again.",
  ],
  "23505": ["conflict", "This exists already. Choose another name, or open the one that is there."],
  "23514": ["invalid", "A value lies outside of what is allowed. Correct it and try again."],
  "53": [
    "unavailable",
    "The database has no room or no connection left. Nothing was changed; try again shortly.",
  ],
  "08": ["unavailable", databaseAway],
  "57": ["unavailable", databaseAway],
  "22": ["invalid", "A value cannot be stored as it was sent. Correct it and try again."],
};

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";

const isConnectionLoss = (error: unknown): boolean =>
  ["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT"].includes(codeOf(error)) ||
  (error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(
      error.message,
    ));

/** Ended, expired, or never there. */
export const isUnknownSession = (error: unknown): boolean => codeOf(error) === "PL401";
