import { databaseOver, prepared } from "#core/database";
import { contextFor } from "./context-for.ts";
import type { Context } from "./context.ts";
import { type Entered, enterStatement } from "./enter.ts";
import type { Entry } from "./entry.ts";
import type { InvokerParts } from "./parts.ts";
import { newId } from "./new-id.ts";

export type ServiceAct = {
  readonly organizationId: string;
  readonly kind: "service" | "console" | "migration";
  /** What the log calls it: "access.syncBuiltInRoles". */
  readonly operation: string;
};

/** One transaction for a job, the command line or a data migration: the whole organisation in sight, and logged as such. */
export const actFor = async <T>(
  parts: InvokerParts,
  act: ServiceAct,
  run: (ctx: Context) => Promise<T>,
): Promise<T> => {
  const entry: Entry = { requestId: newId(), address: "", device: "", token: null, service: act };
  const door = {
    id: act.operation,
    permission: { none: "Acts for the organisation itself.", session: "optional" } as const,
  };
  const client = await parts.pool.connect();
  let broken = false;
  try {
    await client.query("begin");
    const { rows } = await client.query<{ entered: Entered }>(
      prepared(enterStatement(door, entry)),
    );
    const ctx = contextFor({
      permission: door.permission,
      client,
      db: databaseOver(client),
      entered: rows[0]?.entered ?? null,
      entry,
      clock: parts.clock,
      settings: parts.settings,
      reread: async () => {
        throw new Error("A service reads within its own transaction.");
      },
    });
    const result = await run(ctx);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
};
