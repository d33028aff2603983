import type { FastifyInstance } from "fastify";

export type Probe = {
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
  /** True when no valid value looks like this. */
  readonly refused: boolean;
};

export type Met = { readonly status: number; readonly text: string; readonly fault: string | null };

const slowest = 1000;

/** Sends one request and says what is wrong with the answer, if anything is. */
export const meet = async (server: FastifyInstance, probe: Probe): Promise<Met> => {
  const { method, url, headers = {}, payload } = probe;
  const began = performance.now();
  const answer = await server.inject({
    method,
    url,
    headers: {
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const took = performance.now() - began;
  const { statusCode: status, body: text } = answer;
  const fault =
    faultOf(
      { status, text, header: (name) => String(answer.headers[name] ?? "") },
      probe.refused,
    ) ?? (took > slowest ? `took ${Math.round(took)} ms` : null);
  return { status, text, fault };
};

type Seen = {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string;
};

/** Null when it is a refusal as the API promises it, or an answer where one is allowed. */
export const faultOf = ({ status, text, header }: Seen, refused: boolean): string | null => {
  if (status >= 500) return `answered ${status}: ${text.slice(0, 200)}`;
  if (status < 400) return refused ? `was taken (${status}): ${text.slice(0, 200)}` : null;
  if (header("content-type") !== "application/problem+json; charset=utf-8")
    return `refused as ${header("content-type")}`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const id = problem["requestId"];
  if (typeof id !== "string" || id === "" || id !== header("x-request-id"))
    return `refused without the request's id: ${text.slice(0, 200)}`;
  if (problem["status"] !== status || typeof problem["code"] !== "string")
    return `refused with another status inside: ${text.slice(0, 200)}`;
  return /[.!?]$/.test(String(problem["detail"])) ? null : `refused without a sentence: ${text}`;
};
