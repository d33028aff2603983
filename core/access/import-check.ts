import { sql } from "kysely";
import type { Context } from "#core/operation";
import { type ColumnFault, type Details, readRow, type Row } from "./import-rows.ts";
import { readPlaces, type RolePlace, roleOf } from "./import-roles.ts";

/** Somebody who can be added; `personId` when the installation knows the person from elsewhere. */
export type Newcomer = Details & {
  readonly personId: string | null;
  readonly roles: readonly RolePlace[];
};

type Fault = ColumnFault & { readonly row: number };

/** Every line is read to its end, so that one look shows all that is to be mended. */
export const checkRows = async (
  ctx: Context,
  rows: readonly Row[],
): Promise<{ newcomers: readonly Newcomer[]; faults: readonly Fault[] }> => {
  const known = await knownPeople(ctx, rows);
  const places = await readPlaces(ctx);
  const again = {
    username: repeated(rows, "username"),
    employeeNumber: repeated(rows, "employeeNumber"),
  };
  const checked = rows.map((row, index) => {
    const { details, faults } = readRow(row);
    const roles = rolesOf(row, places);
    const standing = details
      ? standingOf(details, known.get(index))
      : { personId: null, faults: [] };
    return {
      newcomer: details && { ...details, personId: standing.personId, roles: roles.given },
      faults: [
        ...faults,
        ...standing.faults,
        ...roles.faults,
        ...(again.username.get(index) ?? []),
        ...(again.employeeNumber.get(index) ?? []),
      ],
    };
  });
  return {
    newcomers: checked.flatMap(({ newcomer }) => newcomer ?? []),
    faults: checked.flatMap(({ faults }, row) => faults.map((fault) => ({ row, ...fault }))),
  };
};

const rolesOf = ({ roles = [] }: Row, places: Awaited<ReturnType<typeof readPlaces>>) => {
  const given = new Map<string, RolePlace>();
  const faults: ColumnFault[] = [];
  for (const text of roles.map((one) => one.trim()).filter((one) => one !== "")) {
    const role = roleOf(text, places);
    if (typeof role === "string") faults.push({ column: "roles", message: role });
    // The same role in the same place twice is one role.
    else given.set(`${role.roleId} ${role.scopeId}`, role);
  }
  return { given: [...given.values()], faults };
};

type Known = {
  readonly id: string;
  readonly email: string | null;
  readonly active: boolean;
  readonly member: boolean;
};

/** The same as for a single invitation: who knows both the name and its address already knows the person. */
const standingOf = (
  { email }: Details,
  known: Known | undefined,
): { personId: string | null; faults: readonly ColumnFault[] } => {
  if (!known) return { personId: null, faults: [] };
  const refuse = (message: string) => ({
    personId: null,
    faults: [{ column: "username", message } as const],
  });
  if (known.member) return refuse("This person is in the organisation already. Remove the line.");
  if (!known.active || known.email?.toLowerCase() !== email.toLowerCase())
    return refuse("This user name is taken. Choose another; names are never given out twice.");
  return { personId: known.id, faults: [] };
};

const knownPeople = async (
  ctx: Context,
  rows: readonly Row[],
): Promise<ReadonlyMap<number, Known>> => {
  const found = await sql<Known & { index: number }>`
    select n.index::int - 1 as index, p.id, p.email, p.active, exists (select from membership m where m.person_id = p.id) as member
    from unnest(${rows.map(({ username }) => username)}::text[]) with ordinality n (username, index)
    cross join lateral person_by_username(n.username) p`.execute(ctx.db);
  return new Map(found.rows.map(({ index, ...known }) => [index, known]));
};

/** Every line but the first that has a value which may stand only once. */
const repeated = (
  rows: readonly Row[],
  column: "username" | "employeeNumber",
): ReadonlyMap<number, readonly ColumnFault[]> => {
  const words = { username: "user name", employeeNumber: "employee number" };
  const first = new Map<string, string>();
  const faults = new Map<number, readonly ColumnFault[]>();
  rows.forEach((row, index) => {
    const key = (row[column] ?? "").trim().normalize("NFKC").toLowerCase();
    const earlier = first.get(key);
    if (key === "") return;
    if (earlier === undefined)
      first.set(key, row.line ? `Line ${row.line}` : `Person ${index + 1} of the list`);
    else
      faults.set(index, [
        {
          column,
          message: `${earlier} has this ${words[column]} already. Correct one of the two.`,
        },
      ]);
  });
  return faults;
};
