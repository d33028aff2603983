import { databaseOver, type Statement, turnsOf } from "#core/database";
import { contextFor } from "./context-for.ts";
import type { Context } from "./context.ts";
import type { Operation, Target } from "./declaration.ts";
import { enterCommand } from "./enter-command.ts";
import type { Entry, Outcome } from "./entry.ts";
import { onlyInPerson } from "./failure.ts";
import { failureFrom, isRetryable, isUnknownSession } from "./faults.ts";
import { claimKey } from "./idempotency.ts";
import { commitWith } from "./outcome.ts";
import { createKeptRights } from "./kept.ts";
import { outsideOf } from "./outside.ts";
import { parse } from "./parse.ts";
import type { Invoker, InvokerParts } from "./parts.ts";
import { createReader, readOnce } from "./read.ts";
import { createRefusals } from "./refusals.ts";
import { isReply } from "./reply.ts";
import { touchSession } from "./touch-session.ts";

const ATTEMPTS = 4;

export const createInvoker = (parts: InvokerParts): Invoker => {
  const rights = createKeptRights();
  const answer = createReader(parts, rights);
  const refusals = createRefusals(parts);

  return async (operation, input, entry) => {
    const parsed = parse(operation.input, input);
    try {
      return await orAsNobody(operation, entry, async (as) => {
        if (operation.kind === "query") return { json: await answer(operation, parsed, as) };
        const ready = operation.prepare
          ? await operation.prepare(parsed as never, outsideOf(parts, as))
          : undefined;
        return retrying(() => change(operation, parsed, ready, as));
      });
    } catch (error) {
      const failure = failureFrom(error);
      if (!failure) throw error;
      if (failure.code === "forbidden" || failure.fact)
        refusals.note(operation, entry, failure.fact);
      throw failure;
    }
  };

  async function change(
    operation: Operation & { kind: "command" },
    input: unknown,
    ready: unknown,
    entry: Entry,
  ): Promise<Outcome> {
    // Who was made to wait for a password's digest has had a turn already.
    const client = await (operation.prepare ? parts.pool.connect() : turnsOf(parts.pool).take());
    let broken = false;
    let committed = false;
    try {
      const entered = await enterCommand(client, rights, operation, entry);
      if (entered?.token && typeof operation.permission !== "string") throw onlyInPerson();
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
      if (entered?.idle) touchSession(parts, entered);
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
};

/** A browser sends the cookie of a session that has ended along with the next sign-in, which must not fail for it. */
const orAsNobody = async (
  { permission }: Operation,
  entry: Entry,
  run: (as: Entry) => Promise<Outcome>,
): Promise<Outcome> => {
  try {
    return await run(entry);
  } catch (error) {
    const needsNobody = typeof permission === "object" && permission.session === "optional";
    if (!needsNobody || entry.token === null || !isUnknownSession(error)) throw error;
    return run({ ...entry, token: null });
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
