import { type Field, initialState, type RecordType, registryOf, snake } from "#core/records";
import { apps, type TestHouse, type TestPerson } from "../harness.ts";
import { creation } from "../records/drive.ts";
import { valueFor } from "../records/values.ts";

type Place = { readonly scopeId: string; readonly mark: string };

/** Every declared type of every app: a new one joins the wall's tests by existing. */
export const registry = registryOf(apps.flatMap(({ records = [] }) => records));

/**
 * A record of every declared type in every place, with a comment, a view, a child of each kind and, where the type links to
 * itself, a link. Answers the ids of the last place by what they are of.
 */
export const furnishRecords = async (
  house: TestHouse,
  owner: TestPerson,
  places: readonly Place[],
): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {};
  for (const place of places)
    for (const type of registry.types.values())
      if (!registry.parentOf(type))
        Object.assign(found, await furnishType(house, owner, type, place));
  return found;
};

const furnishType = async (
  house: TestHouse,
  owner: TestPerson,
  type: RecordType,
  { scopeId, mark }: Place,
): Promise<Readonly<Record<string, string>>> => {
  const call = (verb: string, input: object) =>
    house.call<{ id: string }>(`${type.name}.${verb}`, input, owner.token);
  const made = { ...creation(type, owner.membershipId), title: mark, scopeId };
  const { id } = await call("create", made);
  const other = await call("create", made);
  const found: Record<string, string> = {
    [type.name]: id,
    [`${type.name} comment`]: (await call("comment", { id, text: mark })).id,
  };
  await call("saveView", { name: `View ${type.many}`, query: "", shared: true });
  for (const [kind, { to }] of Object.entries(type.links))
    if (to.includes(type.name))
      found[`${type.name} link`] = (await call("link", { id, kind, toId: other.id })).id;
  for (const { type: child } of Object.values(type.children))
    found[child.name] = await addChild(house, child, id);
  return found;
};

/** Put in place, for a parent takes children only after signed steps, which would cost every test seconds. */
const addChild = async (
  { superuser }: TestHouse,
  type: RecordType,
  parentId: string,
): Promise<string> => {
  const { rows } = await superuser.query<{ id: string }>(
    `insert into record (org_id, id, scope_id, type, definition, title, state, waits_for, author_id, owner_id, parent_id, retention, created_at, updated_at)
     select org_id, gen_random_uuid(), scope_id, $2, $3, title, $4, 'owner', author_id, owner_id, id, $5, created_at, updated_at
     from record where id = $1 returning *`,
    [parentId, type.name, type.version, initialState(type), type.retention],
  );
  const own = Object.entries(type.fields).flatMap(([name, field]) =>
    field.required ? storedAs(name, field) : [],
  );
  await superuser.query(
    `insert into ${type.table} select * from jsonb_populate_record(null::public.${type.table}, $1)`,
    [{ ...rows[0], ...Object.fromEntries(own) }],
  );
  return rows[0]?.id ?? "";
};

const storedAs = (name: string, field: Field): readonly (readonly [string, unknown])[] => {
  if (field.kind === "money")
    return [
      [`${snake(name)}_minor`, 12_500],
      [`${snake(name)}_currency`, "EUR"],
    ];
  return [[snake(name), field.kind === "decimal" ? 1 : valueFor(field, "")]];
};
