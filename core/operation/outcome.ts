import {
  inOneAnswer,
  isStatement,
  plain,
  type PoolClient,
  prepared,
  together,
} from "#core/database";
import type { Outcome } from "./entry.ts";
import type { Kept } from "./idempotency.ts";
import { isReply } from "./reply.ts";

/** The answer is read and the change committed in one round trip, unless the answer itself is kept beside the change. */
export const commitWith = async (
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
  if (isStatement(result)) {
    const { results, failed } = await inOneAnswer(client, [result, commit]);
    if (failed) throw failed;
    return { json: jsonOf(results[0]?.rows[0]) };
  }
  // When the answer fails, the database turns this commit into a rollback.
  const [outcome] = await Promise.all(
    together(client, () => [outcomeOf(result, client), client.query("commit")] as const),
  );
  return outcome;
};

const commit = plain("commit");

const outcomeOf = async (result: unknown, client: PoolClient): Promise<Outcome> => {
  if (isStatement(result)) {
    const { rows } = await client.query<Record<string, unknown>>(prepared(result));
    return { json: jsonOf(rows[0]) };
  }
  if (!isReply(result)) return { json: textOf(result) };
  const body = isStatement(result.body)
    ? (await outcomeOf(result.body, client)).json
    : textOf(result.body);
  return { json: body, session: result.session, stream: result.stream };
};

const jsonOf = (row: Readonly<Record<string, unknown>> | undefined): string | null =>
  (row?.["json"] as string | null | undefined) ?? null;

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);
