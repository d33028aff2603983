import type { Fact } from "./context.ts";

export type FailureCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "signature_required"
  | "too_many"
  | "unavailable";

/** `path` names the input field, dotted; `message` says what to enter instead. */
export type FieldFault = { path: string; message: string };

/**
 * The only error an operation throws on purpose. Its message is shown to people: it says what is wrong and what to do
 * next. Anything else that escapes is a bug and is shown as one neutral sentence.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly fields: readonly FieldFault[];
  readonly retryAfterSeconds: number | undefined;
  /** What the log keeps of the refusal, though everything else is rolled back. */
  readonly fact: Fact | undefined;

  constructor(
    code: FailureCode,
    message: string,
    detail: {
      fields?: readonly FieldFault[];
      retryAfterSeconds?: number;
      fact?: Fact;
      cause?: unknown;
    } = {},
  ) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause });
    this.name = "Failure";
    this.code = code;
    this.fields = detail.fields ?? [];
    this.retryAfterSeconds = detail.retryAfterSeconds;
    this.fact = detail.fact;
  }
}

export const invalid = (message: string, fields: readonly FieldFault[] = []): Failure =>
  new Failure("invalid", message, { fields });

/** For anything that does not exist or lies out of sight: the two are never told apart. */
export const notFound = (what: string): Failure =>
  new Failure(
    "not_found",
    `This ${what} does not exist or is not visible to you. Go back to the list and reload it.`,
  );

/** A token acts by its permissions; what concerns the person alone, credentials above all, asks for the person. */
export const onlyInPerson = (): Failure =>
  new Failure("forbidden", "An access token cannot do this. Sign in yourself, then try again.");
