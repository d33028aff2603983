import type { Failure } from "./failure.ts";

/**
 * What an operation hands to the edge beyond a plain value. A cookie belongs to the edge, so signing in and out says
 * here what the browser's session becomes; a stream is written to the wire as it comes.
 */
export type Reply = {
  readonly reply: true;
  readonly body?: unknown;
  readonly session?: { readonly token: string; readonly expiresAt: Date } | "ended";
  /** Refuses after the transaction is committed: what was counted or logged stays. */
  readonly refuse?: Failure;
  readonly stream?: Stream;
};

export type Stream = {
  readonly chunks: AsyncIterable<string | Uint8Array>;
  readonly contentType: string;
  readonly fileName: string;
  /** For an address that names its content: the caller's browser may keep its copy so long without asking again. */
  readonly cacheSeconds?: number;
};

export const reply = (parts: Omit<Reply, "reply">): Reply => ({ reply: true, ...parts });

export const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && "reply" in value && value.reply === true;
