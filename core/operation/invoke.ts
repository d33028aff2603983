import { createHash } from "node:crypto";
import {
  databaseOver,
  isStatement,
  type Pool,
  type PoolClient,
  prepared,
  type Statement,
  statement,
} from "#core/database";
import { contextFor } from "./context-for.ts";
import type { Context, Outside, Settings, Viewer } from "./context.ts";
import type { Operation, Target } from "./declaration.ts";
import { type Entered, enterCommand, enterStatement, visibleScopes } from "./enter.ts";
import type { Entry, Outcome } from "./entry.ts";
import { Failure, notFound } from "./failure.ts";
import { claimKey, type Kept } from "./idempotency.ts";
import { failureFrom, isRetryable } from "./faults.ts";
import { parse } from "./parse.ts";
import { createRefusals } from "./refusals.ts";
import { isReply } from "./reply.ts";

/** The single way in: routes, jobs, the command line and tests all pass here. */
export type Invoker = (operation: Operation, input: unknown, entry: Entry) => Promise<Outcome>;

export type InvokerParts = {
  readonly pool: Pool;
  readonly clock: () => Date;
  readonly settings: Settings;
  readonly onBackgroundError: (error: unknown) => void;
};

const ATTEMPTS = 4;

export const createInvoker = (parts: InvokerParts): Invoker => {
  const reaches = new Map<string, readonly string[] | null>();
  const refusals = createRefusals(parts);

  return async (operation, input, entry) => {
    const parsed = parse(operation.input, input);
    try {
      if (operation.kind === "query") return { json: await answer(operation, parsed, entry) };
      const ready = operation.prepare
        ? await operation.prepare(parsed as never, outsideOf(parts, entry))
        : undefined;
      return await retrying(() => change(operation, parsed, ready, entry));
    } catch (error) {
      const failure = failureFrom(error);
      if (!failure) throw error;
      if (failure.code === "forbidden") refusals.note(operation, entry);
      throw failure;
    }
  };

  /** One round trip. The literal scope list is last time's; if rights changed since, the read is done again. */
  async function answer(
    operation: Operation & { kind: "query" },
    input: unknown,
    entry: Entry,
  ): Promise<string> {
    const key = reachKey(operation, entry);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const assumed = reaches.get(key) ?? null;
      const { entered, rows } = await readOnce<{ json: string | null }>(
        parts.pool,
        operation,
        entry,
        operation.read(input as never, { scopes: assumed, settings: parts.settings }),
      );
      const actual = visibleScopes(entered);
      if (assumed !== null && !sameScopes(assumed, actual)) {
        remember(reaches, key, actual);
        continue;
      }
      if (actual !== null) remember(reaches, key, actual);
      if (entered?.idle) touchSession(entered);
      const json = rows[0]?.json;
      if (json === null || json === undefined) throw notFound("entry");
      return json;
    }
    throw new Failure("unavailable", "Your rights are changing right now. Try again in a moment.", {
      retryAfterSeconds: 1,
    });
  }

  async function change(
    operation: Operation & { kind: "command" },
    input: unknown,
    ready: unknown,
    entry: Entry,
  ): Promise<Outcome> {
    const client = await parts.pool.connect();
    let broken = false;
    let committed = false;
    try {
      const begun = client.query("begin");
      const [entered] = await Promise.all([enterCommand(client, operation, entry), begun]);
      const ctx = contextFor({
        permission: operation.permission,
        settings: parts.settings,
        client,
        db: databaseOver(client),
        entered,
        entry,
        clock: parts.clock,
        reread: rereadFor(operation, entry),
      });
      const repetition = await claimKey(client, operation, input, entry, entered, parts.clock());
      if ("replay" in repetition) {
        await client.query("commit");
        committed = true;
        return { ...repetition.replay, replayed: true };
      }
      const target = await targetOf(operation, ctx, input);
      const result = await operation.run(ctx, input as never, target as never, ready as never);
      const outcome = await commitWith(client, result, repetition);
      committed = true;
      if (isReply(result) && result.refuse) throw result.refuse;
      if (entered?.idle) touchSession(entered);
      return outcome;
    } catch (error) {
      if (!committed) await client.query("rollback").catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  function rereadFor(operation: Operation, entry: Entry): Context["reread"] {
    return async <R>(read: Statement) =>
      (await readOnce<R>(parts.pool, operation, entry, read)).rows;
  }

  /** At most once a minute per session, and outside the request: a read changes nothing that anybody waits for. */
  function touchSession(entered: Entered): void {
    parts.pool
      .query(
        prepared(
          statement`update session set seen_at = ${parts.clock()} where id = ${entered.session} and seen_at < ${parts.clock()}`,
        ),
      )
      .catch(parts.onBackgroundError);
  }
};

const targetOf = async (
  operation: Operation & { kind: "command" },
  ctx: Context,
  input: unknown,
): Promise<Target | undefined> => {
  if (operation.at) {
    const target = await operation.at(ctx, input as never);
    if (typeof operation.permission === "string")
      await ctx.require(operation.permission, target.scopeId);
    return target;
  }
  if (typeof operation.permission === "string")
    await ctx.require(operation.permission, ctx.organization.id);
  return undefined;
};

/** The answer is read and the change committed in one round trip, unless the answer itself is kept beside the change. */
const commitWith = async (
  client: PoolClient,
  result: unknown,
  repetition: Kept,
): Promise<Outcome> => {
  if (repetition.keep) {
    const outcome = await outcomeOf(result, client);
    await repetition.keep(outcome.json);
    await client.query("commit");
    return outcome;
  }
  // When the answer fails, the database turns this commit into a rollback.
  const [outcome] = await Promise.all([outcomeOf(result, client), client.query("commit")]);
  return outcome;
};

const outcomeOf = async (result: unknown, client: PoolClient): Promise<Outcome> => {
  if (isStatement(result)) {
    const { rows } = await client.query<{ json: string | null }>(prepared(result));
    return { json: rows[0]?.json ?? null };
  }
  if (!isReply(result)) return { json: textOf(result) };
  const body = isStatement(result.body)
    ? (await outcomeOf(result.body, client)).json
    : textOf(result.body);
  return { json: body, session: result.session, stream: result.stream };
};

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

/** Four messages, one round trip: when entering fails, the database skips the rest. */
const readOnce = async <R>(
  pool: Pool,
  operation: Operation,
  entry: Entry,
  read: Statement,
): Promise<{ entered: Entered | null; rows: readonly R[] }> => {
  const client = await pool.connect();
  let broken = false;
  try {
    const sent = await Promise.allSettled([
      client.query("begin read only"),
      client.query(prepared(enterStatement(operation, entry))),
      client.query(prepared(read)),
      client.query("commit"),
    ]);
    const failed = sent.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
    const [, entered, rows] = sent.map((one) =>
      one.status === "fulfilled" ? one.value : undefined,
    );
    return {
      entered: (entered?.rows[0]?.entered as Entered | null | undefined) ?? null,
      rows: (rows?.rows ?? []) as R[],
    };
  } catch (error) {
    await client.query("rollback").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
};

const retrying = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
};

const outsideOf = ({ pool, clock }: InvokerParts, entry: Entry): Outside => {
  const sql = async <R>(read: Statement): Promise<readonly R[]> => {
    const client = await pool.connect();
    try {
      return (await client.query(prepared(read))).rows as R[];
    } finally {
      client.release();
    }
  };
  return {
    now: clock,
    sql,
    personId: async () => {
      if (entry.token === null) return null;
      const [row] = await sql<{ person_id: string }>(
        statement`select person_id from session where token_digest = ${createHash("sha256").update(entry.token).digest()}
          and ended_at is null and expires_at > ${clock()} and seen_at + make_interval(secs => idle_seconds) > ${clock()}`,
      );
      return row?.person_id ?? null;
    },
  };
};

const reachKey = (operation: Operation, entry: Entry): string =>
  `${operation.id} ${entry.token === null ? (entry.service?.organizationId ?? "") : createHash("sha256").update(entry.token).digest("base64")}`;

const MOST_REACHES = 50_000;

const remember = (
  reaches: Map<string, readonly string[] | null>,
  key: string,
  reach: readonly string[] | null,
): void => {
  if (reaches.size >= MOST_REACHES) reaches.clear();
  reaches.set(key, reach);
};

const sameScopes = (one: Viewer["scopes"], other: Viewer["scopes"]): boolean =>
  one === null || other === null
    ? one === other
    : one.length === other.length && one.every((id, index) => id === other[index]);
