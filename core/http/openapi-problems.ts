import type { Operation } from "#core/operation";
import { problem, problemKinds } from "./problem.ts";
import type { EdgeCode } from "./problem.ts";

const problemSchema = {
  type: "object",
  description: "RFC 9457. Branch on `code`; show `detail` to people.",
  properties: {
    type: { type: "string", format: "uri", description: "urn:plumbline:problem: and the code" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong and what to do next" },
    code: { type: "string", enum: Object.keys(problemKinds) },
    requestId: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, message: { type: "string" } },
        required: ["path", "message"],
        additionalProperties: false,
      },
    },
  },
  required: ["type", "title", "status", "detail", "code", "requestId", "errors"],
  additionalProperties: false,
} as const;

const exampleFaults: Partial<Record<EdgeCode, readonly { path: string; message: string }[]>> = {
  invalid: [{ path: "title", message: "Enter a title of at most 200 characters." }],
};

const responseOf = (code: EdgeCode): Record<string, unknown> => {
  const { title } = problemKinds[code];
  const example = problem(
    code,
    `${title}. This sentence says what to do next.`,
    "01939a5e-7d1a-7c3e-9f00-2b6d7f1e4a55",
    exampleFaults[code],
  );
  return {
    description: title,
    ...(code === "too_many" || code === "unavailable"
      ? {
          headers: {
            "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } },
          },
        }
      : {}),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" }, example },
    },
  };
};

export const problemComponents = {
  schemas: { Problem: problemSchema },
  responses: Object.fromEntries(
    Object.keys(problemKinds).map((code) => [code, responseOf(code as EdgeCode)]),
  ),
};

/** The problems a route can answer, by status. Null stands for the edge's own routes. */
export const problemResponses = (operation: Operation | null): Record<string, { $ref: string }> =>
  Object.fromEntries(
    codesOf(operation).map((code) => [
      String(problemKinds[code].status),
      { $ref: `#/components/responses/${code}` },
    ]),
  );

const codesOf = (operation: Operation | null): EdgeCode[] => {
  const always: EdgeCode[] = [
    "invalid",
    "address_too_long",
    "headers_too_large",
    "failed",
    "unavailable",
  ];
  if (operation === null) return [...always, "unauthenticated", "forbidden"];
  const body: EdgeCode[] =
    operation.http.method === "GET" ? [] : ["timeout", "too_large", "unsupported_media_type"];
  const change: EdgeCode[] =
    operation.kind === "command" ? ["conflict", "signature_required"] : ["conflict"];
  return [...always, ...body, ...change, "unauthenticated", "forbidden", "not_found", "too_many"];
};
