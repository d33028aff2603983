import { type PoolClient, prepared, together } from "#core/database";
import type { Operation } from "./declaration.ts";
import { type Entered, enterStatement } from "./enter.ts";
import type { Entry } from "./entry.ts";
import {
  type Basis,
  basisStatement,
  keptOf,
  type KeptRights,
  resumeStatement,
  type SetByEnter,
  setByEnter,
} from "./kept.ts";

/** Begins a command's transaction and enters it: with the rights of an earlier one where they still hold, else anew. */
export const enterCommand = async (
  client: PoolClient,
  rights: KeptRights,
  operation: Operation,
  entry: Entry,
): Promise<Entered | null> => {
  const kept = rights.find(operation, entry);
  if (!kept) return enterAnew(client, rights, operation, entry, true);
  const [{ rows }] = await Promise.all(
    together(client, () => {
      const begun = client.query("begin");
      return [
        client.query<{ idle: boolean }>(prepared(resumeStatement(kept, operation, entry))),
        begun,
      ] as const;
    }),
  );
  if (rows[0]) return { ...kept.entered, idle: rows[0].idle };
  rights.forget(operation, entry);
  return enterAnew(client, rights, operation, entry, false);
};

const enterAnew = async (
  client: PoolClient,
  rights: KeptRights,
  operation: Operation,
  entry: Entry,
  isFirst: boolean,
): Promise<Entered | null> => {
  // Said before anything is sent: whoever has no session may have nothing to say to the database.
  const entering = prepared(enterStatement(operation, entry));
  const { token } = entry;
  const isKept = token !== null && !entry.service;
  const [entered, basis, set] = await Promise.all(
    together(client, () => {
      const begun = isFirst ? client.query("begin") : undefined;
      const before = isKept ? client.query<Basis>(prepared(basisStatement(token))) : undefined;
      const enters = client.query<{ entered: Entered | null }>(entering);
      const after = isKept ? client.query<SetByEnter>(prepared(setByEnter)) : undefined;
      return [enters, before, after, begun] as const;
    }),
  );
  const answer = entered.rows[0]?.entered ?? null;
  const kept = keptOf(answer, basis?.rows[0], set?.rows[0]);
  if (kept) rights.keep(operation, entry, kept);
  return answer;
};
