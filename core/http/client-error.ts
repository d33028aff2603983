import type { Socket } from "node:net";
import { newId } from "#core/operation";
import { securityHeaders } from "./headers.ts";
import { problem, problemContentType } from "./problem.ts";
import type { EdgeCode } from "./problem.ts";

const known: Readonly<Record<string, readonly [EdgeCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    "headers_too_large",
    "The request's headers are larger than this server takes. Delete this site's cookies or send less.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ["timeout", "The request took too long to arrive. Send it again."],
};

const fallback: readonly [EdgeCode, string] = [
  "invalid",
  "This is not a request that HTTP allows. Check what stands between you and the server.",
];

/** What the HTTP parser itself refuses never becomes a request, so its answer is written by hand. */
export const answerClientError = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newId();
  const [code, detail] = known[error.code ?? ""] ?? fallback;
  const answer = problem(code, detail, requestId);
  const body = JSON.stringify(answer);
  const headers = {
    ...securityHeaders(false),
    "content-type": problemContentType,
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
    "x-request-id": requestId,
    connection: "close",
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${answer.status} ${answer.title}\r\n${head.join("")}\r\n${body}`);
};
