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

type EnteredRow = { readonly entered: Entered | null };

const enterAnew = async (
  client: PoolClient,
  rights: KeptRights,
  operation: Operation,
  entry: Entry,
  isFirst: boolean,
): Promise<Entered | null> => {
  // Said before anything is sent: whoever has no session may have nothing to say to the database.
  const entering = enterStatement(operation, entry);
  const { token } = entry;
  const asks =
    token === null || entry.service ? [entering] : [basisStatement(token), entering, setByEnter];
  const answers = await Promise.all(
    together(client, () => [
      ...(isFirst ? [client.query("begin")] : []),
      ...asks.map((one) => client.query(prepared(one))),
    ]),
  );
  const rows: readonly unknown[] = answers.slice(-asks.length).map((answer) => answer.rows[0]);
  if (asks.length === 1) return (rows[0] as EnteredRow).entered;
  const [basis, { entered }, set] = rows as [Basis | undefined, EnteredRow, SetByEnter];
  const kept = keptOf(entered, basis, set);
  if (kept) rights.keep(operation, entry, kept);
  return entered;
};
