import { inOneAnswer, openingOf, plain, type Pool, type Statement, turnsOf } from "#core/database";
import type { Viewer } from "./context.ts";
import type { Operation } from "./declaration.ts";
import { type Entered, enterStatement, visibleScopes } from "./enter.ts";
import type { Entry } from "./entry.ts";
import { Failure, notFound, onlyInPerson } from "./failure.ts";
import type { InvokerParts } from "./parts.ts";
import {
  type Basis,
  basisStatement,
  keptOf,
  type KeptRights,
  resumeStatement,
  type SetByEnter,
  setByEnter,
} from "./kept.ts";
import { touchSession } from "./touch-session.ts";

type Query = Operation & { readonly kind: "query" };

/** Answers a query with finished JSON text. */
export const createReader = (
  parts: InvokerParts,
  rights: KeptRights,
): ((operation: Query, input: unknown, entry: Entry) => Promise<string>) => {
  return async (operation, input, entry) => {
    const { settings } = parts;
    const readAs = (scopes: Viewer["scopes"]) =>
      operation.read(input as never, { scopes, settings });
    const { entered, rows } =
      (await readAgain<{ json: string | null }>(parts.pool, rights, operation, entry, readAs)) ??
      (await readAnew<{ json: string | null }>(parts.pool, rights, operation, entry, readAs(null)));
    if (entered?.token && isPersonal(operation)) throw onlyInPerson();
    if (operation.unscoped && visibleScopes(entered) !== null) throw notWhole();
    if (entered?.idle && !entry.isUnattended) touchSession(parts, entered);
    const json = rows[0]?.json;
    if (json === null || json === undefined) throw notFound("entry");
    return json;
  };
};

type Read<R> = { readonly entered: Entered | null; readonly rows: readonly R[] };

/** With the rights of an earlier read, if they still hold: a fifth of the work of finding them out. */
const readAgain = async <R>(
  pool: Pool,
  rights: KeptRights,
  operation: Operation,
  entry: Entry,
  readAs: (scopes: Viewer["scopes"]) => Statement,
): Promise<Read<R> | null> => {
  const kept = rights.find(operation, entry);
  if (!kept) return null;
  const read = readAs(visibleScopes(kept.entered));
  const resumed = await inOneTrip(pool, openingOf(read), [
    resumeStatement(kept, operation, entry),
    read,
  ]);
  const [resuming, answer] = resumed.results;
  // A read that never entered sees nothing and may well fail: that is no answer.
  const [row] = (resuming?.rows ?? []) as { idle: boolean }[];
  if (resuming && !row) {
    rights.forget(operation, entry);
    return null;
  }
  if (!row || !answer) throw resumed.failed;
  return { entered: { ...kept.entered, idle: row.idle }, rows: answer.rows as R[] };
};

const readAnew = async <R>(
  pool: Pool,
  rights: KeptRights,
  operation: Operation,
  entry: Entry,
  read: Statement,
): Promise<Read<R>> => {
  if (entry.token === null || entry.service) return readOnce(pool, operation, entry, read);
  const { results, failed } = await inOneTrip(pool, openingOf(read), [
    basisStatement(entry.token),
    enterStatement(operation, entry),
    setByEnter,
    read,
  ]);
  const [basis, entering, settings, answer] = results;
  if (!answer) throw failed;
  const entered = (entering?.rows[0]?.entered as Entered | null | undefined) ?? null;
  const [before] = (basis?.rows ?? []) as Basis[];
  const [set] = (settings?.rows ?? []) as SetByEnter[];
  const kept = keptOf(entered, before, set);
  if (kept) rights.keep(operation, entry, kept);
  return { entered, rows: answer.rows as R[] };
};

/** Enters and reads once, outside of any other transaction. */
export const readOnce = async <R>(
  pool: Pool,
  operation: Operation,
  entry: Entry,
  read: Statement,
): Promise<Read<R>> => {
  const { results, failed } = await inOneTrip(pool, openingOf(read), [
    enterStatement(operation, entry),
    read,
  ]);
  const [entering, answer] = results;
  if (!answer) throw failed;
  return {
    entered: (entering?.rows[0]?.entered as Entered | null | undefined) ?? null,
    rows: answer.rows as R[],
  };
};

type Trip = {
  readonly results: readonly ({ readonly rows: readonly Record<string, unknown>[] } | undefined)[];
  readonly failed: unknown;
};

/** A transaction in one round trip: when one message fails, the database skips the rest. */
const inOneTrip = async (
  pool: Pool,
  opening: readonly Statement[],
  statements: readonly Statement[],
): Promise<Trip> => {
  const client = await turnsOf(pool).take();
  let broken = false;
  try {
    const { results, failed } = await inOneAnswer(client, [...opening, ...statements, commit]);
    if (failed) await client.query("rollback").catch(() => (broken = true));
    return { results: results.slice(opening.length, opening.length + statements.length), failed };
  } catch (error) {
    await client.query("rollback").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
};

const commit = plain("commit");

/** Sessions and credentials, and the organisations a person belongs to beside the token's own. */
const isPersonal = ({ permission }: Operation): boolean =>
  typeof permission === "object" &&
  permission.session === "required" &&
  permission.tokens !== "too";

const notWhole = (): Failure =>
  new Failure(
    "forbidden",
    "This concerns the whole organisation, and your right holds in a part of it. An administrator can widen it.",
  );
