import { createHash } from "node:crypto";
import { prepared, statement } from "#core/database";
import type { Fact } from "./context.ts";
import type { Operation } from "./declaration.ts";
import { requestOf } from "./enter.ts";
import type { Entry } from "./entry.ts";
import type { InvokerParts } from "./parts.ts";

const PER_MINUTE = 10;

/** Refusals are logged in a transaction of their own, at most a few a minute for one caller and operation. */
export const createRefusals = ({
  pool,
  clock,
  onBackgroundError,
}: InvokerParts): { note: (operation: Operation, entry: Entry, fact?: Fact) => void } => {
  let minute = 0;
  const counts = new Map<string, number>();

  const allowed = (key: string): boolean => {
    const now = Math.floor(clock().getTime() / 60_000);
    if (now !== minute) counts.clear();
    minute = now;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= PER_MINUTE;
  };

  return {
    note: (operation, entry, fact = lackOfRight(operation)) => {
      if (entry.token === null) return;
      const digest = createHash("sha256").update(entry.token).digest();
      if (allowed(`${digest.toString("base64")} ${operation.id}`))
        void write(operation, entry, fact, digest).catch(onBackgroundError);
    },
  };

  async function write(
    operation: Operation,
    entry: Entry,
    { type, recordId, scopeId, details }: Fact,
    digest: Buffer,
  ): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query(
        prepared(
          statement`select enter(${digest}, null, null, null, ${JSON.stringify(requestOf(operation, entry))}::jsonb)`,
        ),
      );
      await client.query(
        prepared(
          statement`select log_fact(${type}, ${recordId ?? null}, ${scopeId ?? null}, ${JSON.stringify(details ?? {})}::jsonb)`,
        ),
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(onBackgroundError);
      throw error;
    } finally {
      client.release();
    }
  }
};

const lackOfRight = ({ permission }: Operation): Fact => ({
  type: "access.refused",
  details: { permission: typeof permission === "string" ? permission : null },
});
