import type { Pool, PoolClient } from "#core/database";

/** One log whose tree somebody has changed past the sequencer, and what does not fit. */
export type Damage = { readonly org: string; readonly why: string };

/** Its tree cannot be gone on with; the logs of all others can. */
export function damaged(org: string, why: string): Error {
  const says = `The tree of the log of ${org} was changed past Plumbline: ${why}. Its entries wait for their numbers; all other logs go on. Run plumb log mend --org ${org}.`;
  return Object.assign(new Error(says), { damage: { org, why } });
}

export function damageOf(error: unknown): Damage | null {
  return error instanceof Error && "damage" in error ? (error.damage as Damage) : null;
}

/** Condition on a table's organisation: its tree is one that the sequencer goes on with. */
export const isTrusted = (org: string): string =>
  `not exists (select from log_tree_aside a where a.org_id = ${org})`;

export async function setAside(pool: Pool, { org, why }: Damage): Promise<void> {
  await pool.query(
    `insert into log_tree_aside (org_id, why, done_before) select $1::uuid, $2, done_before from log_sequencer
     on conflict do nothing`,
    [org, why],
  );
}

export async function readAside(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ org: string }>("select org_id as org from log_tree_aside");
  return rows.map(({ org }) => org);
}

/** From here on it is numbered again, beginning with what has waited. */
export async function takeBack(client: PoolClient, org: string): Promise<void> {
  await client.query(
    `with back as (delete from log_tree_aside where org_id = $1::uuid returning done_before)
     update log_sequencer s set done_before = least(s.done_before, back.done_before), mended = mended + 1 from back`,
    [org],
  );
}
