import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Sends a finished text, or only says that the caller's copy is still good. */
export const sendTagged = (
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): FastifyReply => {
  const etag = `"${hash("sha256", text, "base64url").slice(0, 27)}"`;
  reply.header("etag", etag);
  return isKnown(request.headers["if-none-match"], etag)
    ? reply.code(304).send()
    : reply.send(text);
};

const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
