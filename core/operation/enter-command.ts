import { inOneAnswer, plain, type PoolClient, type Statement } from "#core/database";
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
  const [resumed] = await answersOf(client, [begin, resumeStatement(kept, operation, entry)]);
  if (resumed) return { ...kept.entered, idle: (resumed as { idle: boolean }).idle };
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
  const rows = await answersOf(client, [...(isFirst ? [begin] : []), ...asks]);
  if (asks.length === 1) return (rows[0] as EnteredRow).entered;
  const [basis, { entered }, set] = rows as [Basis | undefined, EnteredRow, SetByEnter];
  const kept = keptOf(entered, basis, set);
  if (kept) rights.keep(operation, entry, kept);
  return entered;
};

const begin = plain("begin");

/** The first row of each after `begin`, in one round trip. */
const answersOf = async (
  client: PoolClient,
  statements: readonly Statement[],
): Promise<readonly unknown[]> => {
  const { results, failed } = await inOneAnswer(client, statements);
  if (failed) throw failed;
  return results.slice(statements[0] === begin ? 1 : 0).map(({ rows }) => rows[0]);
};
