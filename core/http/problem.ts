import { Failure } from "#core/operation";
import type { FailureCode, FieldFault } from "#core/operation";

/** What the edge itself refuses, before any operation is asked. */
export type EdgeCode =
  | FailureCode
  | "method_not_allowed"
  | "timeout"
  | "too_large"
  | "address_too_long"
  | "unsupported_media_type"
  | "headers_too_large"
  | "failed";

/** RFC 9457. `code` is what programs branch on; `detail` is what people read. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: EdgeCode;
  readonly requestId: string;
  readonly errors: readonly FieldFault[];
};

export const problemContentType = "application/problem+json; charset=utf-8";

export const problemKinds: Readonly<
  Record<EdgeCode, { readonly status: number; readonly title: string }>
> = {
  invalid: { status: 400, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Sign in first" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  timeout: { status: 408, title: "The request took too long to arrive" },
  conflict: { status: 409, title: "Conflict with a newer state" },
  too_large: { status: 413, title: "The request is too large" },
  address_too_long: { status: 414, title: "The address is too long" },
  unsupported_media_type: { status: 415, title: "Unsupported kind of content" },
  signature_required: { status: 428, title: "A signature is required" },
  too_many: { status: 429, title: "Too many requests" },
  headers_too_large: { status: 431, title: "The request's headers are too large" },
  failed: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "Not available right now" },
};

/** A refusal that only the edge knows; operations throw Failure. */
export class Refusal extends Error {
  readonly code: EdgeCode;

  constructor(code: EdgeCode, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}

export const problem = (
  code: EdgeCode,
  detail: string,
  requestId: string,
  errors: readonly FieldFault[] = [],
): Problem => ({
  type: `urn:plumbline:problem:${code}`,
  ...problemKinds[code],
  detail,
  code,
  requestId,
  errors,
});

export type Mapped = {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly bug: boolean;
};

/** The one place where an error becomes an answer. Whatever it does not know is a bug: one sentence, and the log has the rest. */
export const mapError = (error: unknown, requestId: string): Mapped => {
  if (error instanceof Failure) {
    return {
      problem: problem(error.code, error.message, requestId, error.fields),
      headers: headersOf(error),
      bug: false,
    };
  }
  if (error instanceof Refusal) {
    return { problem: problem(error.code, error.message, requestId), headers: {}, bug: false };
  }
  const refused = fastifyRefusals[codeOf(error)];
  if (refused !== undefined)
    return { problem: problem(refused[0], refused[1], requestId), headers: {}, bug: false };
  const sentence = `Something went wrong on our side. Try again; if it happens again, tell your administrator the request id ${requestId}.`;
  return { problem: problem("failed", sentence, requestId), headers: {}, bug: true };
};

const headersOf = (failure: Failure): Record<string, string> => {
  if (failure.code === "unauthenticated") return { "www-authenticate": 'Bearer realm="Plumbline"' };
  if (failure.code === "too_many")
    return { "retry-after": String(failure.retryAfterSeconds ?? 60) };
  if (failure.code === "unavailable")
    return { "retry-after": String(failure.retryAfterSeconds ?? 5) };
  return {};
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

export const mediaTypeSentence =
  "The body must be JSON. Send it with the header Content-Type: application/json.";

const fastifyRefusals: Readonly<Record<string, readonly [EdgeCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported_media_type", mediaTypeSentence],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    "too_large",
    "The body is larger than this server takes. Send less at once.",
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    "invalid",
    "The body is not as long as its Content-Length says. Send it again.",
  ],
  FST_ERR_BAD_URL: [
    "invalid",
    "The address is not encoded correctly. Correct the percent signs in it.",
  ],
  FST_ERR_MAX_PARAM_LENGTH: [
    "not_found",
    "There is nothing at this address. Check it against the API guide at /api/docs.",
  ],
};
