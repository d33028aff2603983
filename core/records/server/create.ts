import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { command, type Context, Failure, invalid, type Operation } from "#core/operation";
import {
  inEnglish,
  initialState,
  isFinal,
  labelOf,
  permissionOf,
  type RecordType,
  type Registry,
  sentences,
  whyNoChild,
} from "#core/records";
import { tableColumns } from "./columns.ts";
import { personOf } from "./person.ts";
import { identifier, joined } from "./identifier.ts";
import { type Loaded, lockRecord } from "./load.ts";
import { exampleId, exampleOf, itemExample, operationId } from "./names.ts";
import { numberOf } from "./number.ts";
import { itemOf } from "./projection.ts";
import { commonShapes, inputOf, itemShape } from "./shapes.ts";
import { changesFrom, checkPeople, declaredName } from "./write.ts";

type Input = Readonly<Record<string, unknown>> & {
  readonly title: string;
  readonly scopeId?: string;
  readonly parentId?: string;
};

/** Makes a record in its first state, with its number, author and log entries, in one statement. */
export const createOperation = (registry: Registry, type: RecordType): Operation => {
  const above = registry.parentOf(type);
  const place = above ? { parentId: uuid } : { scopeId: uuid };
  return command({
    id: operationId(type, "create"),
    summary: `Make a ${type.one}`,
    permission: permissionOf(type, type.create),
    http: { method: "POST", path: type.path, status: 201 },
    input: z.strictObject({
      ...place,
      ...commonShapes(type, "create"),
      ...Object.fromEntries(
        firstFields(type).map(([name, field]) => [
          name,
          field.required ? inputOf(field) : inputOf(field).optional(),
        ]),
      ),
    }),
    output: itemShape(type),
    example: {
      input: {
        ...(above ? { parentId: exampleId } : { scopeId: itemExample(type)["scopeId"] }),
        title: itemExample(type)["title"],
        ...Object.fromEntries(
          firstFields(type)
            .filter(([, field]) => field.required)
            .map(([name]) => [name, exampleOf(type, name)]),
        ),
      },
      output: itemExample(type),
    } as never,
    at: async (ctx, raw) => {
      const input = raw as Input;
      if (!above) return { scopeId: input.scopeId ?? "", parent: null };
      const parent = await lockRecord(ctx, above.parent, input.parentId ?? "");
      return { scopeId: parent.scopeId, parent };
    },
    run: async (ctx, raw, { scopeId, parent }) => {
      const input = raw as Input;
      if (parent && above) {
        const why = whyNoChild(
          above.parent,
          above.as,
          parent,
          await personOf(ctx, parent, above.parent),
        );
        if (why) throw new Failure("conflict", inEnglish(why));
      }
      await checkEntered(ctx, type, input, scopeId);
      await checkPeople(ctx, type, scopeId, input, `The ${type.one} was not made.`);
      return storeRecord(ctx, type, input, scopeId, parent);
    },
  });
};

/** What may be entered when a record is made: what may be changed in its first state. */
const firstFields = (type: RecordType) => {
  const first = type.states[initialState(type)];
  const open = new Set(Object.values(first?.edits ?? {}).flat());
  return Object.entries(type.fields).filter(([name, field]) => field.required || open.has(name));
};

/** What the first state opens only with another right than making one takes that right here, too. */
const checkEntered = async (
  ctx: Context,
  type: RecordType,
  input: Input,
  scopeId: string,
): Promise<void> => {
  const edits = Object.entries(type.states[initialState(type)]?.edits ?? {});
  const opening = (name: string) =>
    edits.filter(([, names]) => names.includes(declaredName(name))).map(([verb]) => verb);
  const special = Object.keys(input).filter(
    (name) =>
      (input[name] ?? null) !== null &&
      !always.has(name) &&
      type.fields[name]?.required !== true &&
      !opening(name).includes(type.create),
  );
  if (special.length === 0) return;
  const person = await personOf(ctx, { scopeId }, type);
  const closed = special.filter(
    (name) => !opening(name).some((verb) => person.may(permissionOf(type, verb))),
  );
  if (closed.length === 0) return;
  throw new Failure(
    "forbidden",
    `The ${type.one} was not made: some of it is not yours to enter.`,
    {
      fields: closed.map((path) => ({
        path,
        message: inEnglish({
          says: sentences.notYourField,
          slots: { field: labelOf(type, declaredName(path)) },
        }),
      })),
    },
  );
};

const always = new Set(["title", "scopeId", "parentId", "occurredAt"]);

export const storeRecord = async (
  ctx: Context,
  type: RecordType,
  input: Readonly<Record<string, unknown>> & { readonly title: string },
  scopeId: string,
  parent: Pick<Loaded, "id" | "number"> | null,
): Promise<Statement> => {
  const { record, own } = changesFrom(type, input);
  const state = initialState(type);
  const declared = type.states[state];
  const closed = isFinal(declared);
  const id = ctx.newId();
  const now = ctx.now();
  const author = ctx.actor.membershipId;
  const org = ctx.organization.id;
  if (type.occurred !== null && typeof record["occurred_at"] === "string") {
    if (new Date(record["occurred_at"]) > now)
      throw invalid(`The ${type.one} was not made.`, [
        { path: "occurredAt", message: "Enter a time that is not in the future." },
      ]);
  }
  const head: Record<string, unknown> = {
    ...{ org_id: org, id, scope_id: scopeId, type: type.name, definition: type.version, state },
    waits_for: closed ? null : waitsOf(type, declared?.waits),
    ...{ author_id: author, parent_id: parent?.id ?? null, closed_at: closed ? now : null },
    ...{ retention: type.retention, created_at: now, updated_at: now, updated_by: author },
    ...record,
  };
  const rest: Record<string, unknown> = { org_id: org, id, scope_id: scopeId, ...own };
  const known = new Set(tableColumns(type).map(({ name }) => name));
  const values = Object.entries(rest).filter(([column]) => known.has(column));
  return statement`with made as (
      insert into record (${columns(Object.keys(head))}, number) values (${parameters(Object.values(head))}, ${numberOf(type, input, parent?.number ?? null)}) returning *),
    own as (insert into ${identifier(type.table)} (${columns(values.map(([column]) => column))})
      values (${parameters(values.map(([, value]) => value))}) returning *),
    hand as (insert into record_party (org_id, id, scope_id, record_id, membership_id, part)
      select ${org}::uuid, ${ctx.newId()}::uuid, ${scopeId}::uuid, ${id}::uuid, ${author}::uuid, 'author' where ${author}::uuid is not null)
    select row_to_json(item)::text as json from made r cross join own t cross join lateral ${itemOf(type)} item`;
};

/** Who must act, as `record.waits_for` says it: the owner, or whoever holds a permission. */
export const waitsOf = (type: RecordType, waits: string | undefined): string =>
  waits === undefined || waits === "owner" ? "owner" : permissionOf(type, waits);

const columns = (names: readonly string[]): Statement =>
  joined(names.map(identifier), statement`, `);

const parameters = (values: readonly unknown[]): Statement =>
  joined(
    values.map((value) => statement`${value}`),
    statement`, `,
  );
