import { createHash } from "node:crypto";
import { type PoolClient, prepared, statement } from "#core/database";
import type { Operation } from "./declaration.ts";
import type { Entered } from "./enter.ts";
import type { Entry } from "./entry.ts";
import { Failure } from "./failure.ts";

const KEPT_MS = 24 * 3_600_000;

type Claim = {
  readonly organization: string;
  readonly person: string;
  readonly operation: string;
  readonly key: Buffer;
};

/** `keep` stores the answer beside its change; absent when there is no key to keep it under. */
export type Kept = { readonly keep?: (json: string | null) => Promise<void> };

/** `replay` is what the first request was answered. */
export type Repetition = Kept | { readonly replay: { readonly json: string | null } };

/**
 * Claims the key inside the command's transaction. Of two requests that arrive at once the second waits here until the
 * first commits, and then replays it; if the first fails, nothing of it remains and the second runs.
 */
export const claimKey = async (
  client: PoolClient,
  operation: Operation,
  input: unknown,
  entry: Entry,
  entered: Entered | null,
  now: Date,
): Promise<Repetition> => {
  const { idempotencyKey } = entry;
  const { organization, person } = entered ?? {};
  if (
    !idempotencyKey ||
    !organization ||
    !person ||
    operation.secret === true ||
    operation.http.method !== "POST"
  )
    return {};
  const claim: Claim = {
    organization,
    person,
    operation: operation.id,
    key: digest(idempotencyKey),
  };
  const request = digest(JSON.stringify(input));
  const { rowCount } = await client.query(
    prepared(statement`insert into idempotency_key as held (org_id, person_id, operation, key_digest, request_digest, created_at)
      values (${claim.organization}, ${claim.person}, ${claim.operation}, ${claim.key}, ${request}, ${now})
      on conflict (org_id, person_id, operation, key_digest) do update
        set request_digest = excluded.request_digest, answer = null, created_at = excluded.created_at
        where held.created_at < ${new Date(now.getTime() - KEPT_MS)}`),
  );
  return rowCount === 1
    ? { keep: (json) => store(client, claim, json) }
    : replay(client, claim, request);
};

const replay = async (client: PoolClient, claim: Claim, request: Buffer): Promise<Repetition> => {
  const { rows } = await client.query<{ request_digest: Buffer; answer: string | null }>(
    prepared(statement`select request_digest, answer from idempotency_key where org_id = ${claim.organization}
      and person_id = ${claim.person} and operation = ${claim.operation} and key_digest = ${claim.key}`),
  );
  const first = rows[0];
  if (!first?.request_digest.equals(request)) {
    throw new Failure(
      "conflict",
      "This Idempotency-Key was used for another request within the last 24 hours. Send a new key with a new request.",
    );
  }
  return { replay: { json: first.answer } };
};

const store = async (client: PoolClient, claim: Claim, json: string | null): Promise<void> => {
  await client.query(
    prepared(statement`update idempotency_key set answer = ${json} where org_id = ${claim.organization}
      and person_id = ${claim.person} and operation = ${claim.operation} and key_digest = ${claim.key}`),
  );
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
