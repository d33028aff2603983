import { createHash } from "node:crypto";
import { beginOf, type Pool, prepared, type Statement, together } from "#core/database";
import type { Viewer } from "./context.ts";
import type { Operation } from "./declaration.ts";
import { type Entered, enterStatement, visibleScopes } from "./enter.ts";
import type { Entry } from "./entry.ts";
import { Failure, notFound, onlyInPerson } from "./failure.ts";
import type { InvokerParts } from "./parts.ts";
import { touchSession } from "./touch-session.ts";

type Query = Operation & { readonly kind: "query" };

const ATTEMPTS = 4;

/** Answers a query with finished JSON text. */
export const createReader = (
  parts: InvokerParts,
): ((operation: Query, input: unknown, entry: Entry) => Promise<string>) => {
  const reaches = new Map<string, readonly string[] | null>();
  return answer;

  /** One round trip. The literal scope list is last time's; if rights changed since, the read is done again. */
  async function answer(operation: Query, input: unknown, entry: Entry): Promise<string> {
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
      if (entered?.token && isPersonal(operation)) throw onlyInPerson();
      if (operation.unscoped && actual !== null) throw notWhole();
      if (actual !== null) remember(reaches, key, actual);
      if (entered?.idle && !entry.isUnattended) touchSession(parts, entered);
      const json = rows[0]?.json;
      if (json === null || json === undefined) throw notFound("entry");
      return json;
    }
    throw new Failure("unavailable", "Your rights are changing right now. Try again in a moment.", {
      retryAfterSeconds: 1,
    });
  }
};

/** Four messages, one round trip: when entering fails, the database skips the rest. */
export const readOnce = async <R>(
  pool: Pool,
  operation: Operation,
  entry: Entry,
  read: Statement,
): Promise<{ entered: Entered | null; rows: readonly R[] }> => {
  const client = await pool.connect();
  let broken = false;
  try {
    const entering = prepared(enterStatement(operation, entry));
    const sent = await Promise.allSettled(
      together(client, () => [
        client.query(beginOf(read)),
        client.query(entering),
        client.query(prepared(read)),
        client.query("commit"),
      ]),
    );
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

/** Sessions and credentials, and the organisations a person belongs to beside the token's own. */
const isPersonal = ({ permission }: Operation): boolean =>
  typeof permission === "object" &&
  permission.session === "required" &&
  permission.tokens !== "too";

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

const notWhole = (): Failure =>
  new Failure(
    "forbidden",
    "This concerns the whole organisation, and your right holds in a part of it. An administrator can widen it.",
  );
