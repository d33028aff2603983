import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Operation, Outcome } from "#core/operation";
import { bugFacts } from "./bug.ts";
import { sendTagged } from "./tagged.ts";

/** Writes what an operation answered: finished text goes out as it is, never parsed again. */
export const respond = async (
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Operation,
  outcome: Outcome,
  log: Logger,
): Promise<FastifyReply> => {
  reply.header("cache-control", operation.secret === true ? "no-store" : "private, no-cache");
  if (outcome.replayed === true) reply.header("idempotency-replayed", "true");
  if (outcome.stream !== undefined) return sendStream(request, reply, outcome.stream, log);
  if (outcome.json === null) return reply.code(204).send();
  reply.code(operation.http.status ?? 200).type("application/json; charset=utf-8");
  if (operation.http.method !== "GET" || operation.secret === true) return reply.send(outcome.json);
  return sendTagged(request, reply, outcome.json);
};

/** Tests: an answer that its own schema refuses is a bug of the operation, not of the caller. */
export const checkAnswer = (operation: Operation, outcome: Outcome): void => {
  if (outcome.stream !== undefined) return;
  const status = operation.http.status ?? 200;
  if (outcome.json === null || status === 204) {
    if (outcome.json !== null || status !== 204)
      throw new Error(`${operation.id} declares status ${status} and answers otherwise`);
    return;
  }
  const result = operation.output.safeParse(JSON.parse(outcome.json));
  if (result.success) return;
  const faults = result.error.issues
    .map((issue) => `${issue.path.join(".")}: ${issue.message}`)
    .join("; ");
  throw new Error(`${operation.id} answers what its schema refuses: ${faults}`);
};

const sendStream = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { chunks, contentType, fileName, cacheSeconds }: NonNullable<Outcome["stream"]>,
  log: Logger,
): Promise<FastifyReply> => {
  if (cacheSeconds !== undefined)
    reply.header("cache-control", `private, max-age=${cacheSeconds}, immutable`);
  reply.type(contentType).header("content-disposition", attachment(fileName));
  if (request.method !== "HEAD") return reply.send(Readable.from(logged(chunks, request.id, log)));
  await chunks[Symbol.asyncIterator]().return?.();
  return reply.send();
};

/** Once the first byte is out, a failure can only cut the answer off: the log says why. */
async function* logged(
  chunks: AsyncIterable<string | Uint8Array>,
  requestId: string,
  log: Logger,
): AsyncGenerator<string | Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    log.error({ requestId, error: bugFacts(error) }, "a stream broke off");
    throw error;
  }
}

const attachment = (fileName: string): string => {
  const plain = fileName.replaceAll(/[^\w.-]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replaceAll(/['()*]/g, "_")}`;
};
