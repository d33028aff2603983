import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import {
  command,
  type Context,
  Failure,
  type FieldFault,
  invalid,
  type Operation,
} from "#core/operation";
import {
  inEnglish,
  machineOf,
  type Person,
  permissionOf,
  type RecordType,
  type Registry,
  sentences,
  whyClosed,
} from "#core/records";
import { type Loaded, lockRecord } from "./load.ts";
import { exampleId, itemExample, operationId } from "./names.ts";
import { requirePart } from "./person.ts";
import { rowsOf } from "./projection.ts";
import { commonShapes, inputOf, itemShape, reasonShape } from "./shapes.ts";
import { changesFrom, checkPeople, declaredName, reallyChanged, writeChange } from "./write.ts";

type Input = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly version: number;
  readonly reason?: string;
};

/** Changes what its state leaves open to this person; after the first step it asks why. */
export const editOperation = (registry: Registry, type: RecordType): Operation =>
  command({
    id: operationId(type, "edit"),
    summary: `Change a ${type.one}`,
    permission: permissionOf(type, "read"),
    http: { method: "PATCH", path: `${type.path}/{id}` },
    input: z.strictObject({
      id: uuid,
      version: z.int(),
      reason: reasonShape.optional(),
      ...commonShapes(type, "edit"),
      ...Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, inputOf(field).optional()]),
      ),
    }),
    output: itemShape(type),
    example: {
      input: { id: exampleId, version: 1, title: "A clearer title" },
      output: { ...itemExample(type), title: "A clearer title", version: 2 },
    } as never,
    at: async (ctx, raw) => {
      const record = await lockRecord(ctx, type, (raw as Input).id);
      return { scopeId: record.scopeId, record, person: await requirePart(ctx, record, type) };
    },
    run: async (ctx, raw, { record, person }) => {
      const { id, version, reason, ...input } = raw as Input;
      checkVersion(type, record, version);
      const changed = Object.keys(input).filter(
        (name) =>
          isHidden(type, name, record, person) ||
          !isNothing(reallyChanged(type, record, changesFrom(type, { [name]: input[name] }))),
      );
      if (changed.length === 0) return recordById(type, id);
      checkOpen(registry, type, record, changed, person);
      const entered = Object.fromEntries(changed.map((name) => [name, input[name]]));
      await checkPeople(ctx, type, record.scopeId, entered, "Nothing was changed.");
      if (entered["ownerId"] === null) checkOwned(type, record);
      await explain(ctx, record, reason);
      await writeChange(ctx, type, record, changesFrom(type, entered), "editor");
      return recordById(type, id);
    },
  });

const isNothing = ({ record, own }: ReturnType<typeof changesFrom>): boolean =>
  Object.keys(record).length + Object.keys(own).length === 0;

/** What somebody may not see counts as changed whatever they send: the answer must not tell them when they guess right. */
const isHidden = (type: RecordType, name: string, { state }: Loaded, person: Person): boolean => {
  const see = type.fields[name]?.see;
  return (
    see !== undefined &&
    (see.in?.includes(state) ?? true) &&
    !person.may(permissionOf(type, see.may))
  );
};

/** What waits for its owner and has none is on nobody's list. */
const checkOwned = (type: RecordType, { definition, state }: Loaded): void => {
  if (machineOf(type, definition).states[state]?.waits === "owner")
    throw invalid("Nothing was changed.", [{ path: "ownerId", message: sentences.unowned }]);
};

/** A stale edit is told whose change it would have undone. */
export const checkVersion = (type: RecordType, record: Loaded, version: number): void => {
  if (record.version === version) return;
  const who = record.updatedName ?? "Somebody else";
  throw new Failure(
    "conflict",
    `${who} has changed this ${type.one} in the meantime. Reload it, look at what changed, and make your change again.`,
  );
};

const checkOpen = (
  registry: Registry,
  type: RecordType,
  record: Loaded,
  changed: readonly string[],
  person: Person,
): void => {
  const closed = changed.flatMap((input) => {
    const why = whyClosed(registry, type, declaredName(input), record, person);
    return why ? [{ input, why }] : [];
  });
  if (closed.length === 0) return;
  const fields = closed.map(({ input, why }): FieldFault => ({
    path: input,
    message: inEnglish(why),
  }));
  if (closed.some(({ why }) => why.says === sentences.notYourField))
    throw new Failure(
      "forbidden",
      "Your roles do not allow this change here. An administrator can grant it.",
      { fields },
    );
  throw new Failure("conflict", "Nothing was changed: some of it is closed now.", { fields });
};

/** What has left its first state is relied on, so every later change says why. */
export const explain = async (
  ctx: Context,
  record: Loaded,
  reason: string | undefined,
): Promise<void> => {
  if (reason !== undefined) return ctx.because(reason);
  if (record.submittedAt !== null)
    throw invalid("Nothing was changed.", [
      { path: "reason", message: "Say why, in a few words: this was submitted already." },
    ]);
};

export const recordById = (type: RecordType, id: string): Statement =>
  statement`select row_to_json(item)::text as json from ${rowsOf(type)} where r.id = ${id} and r.type = ${type.name}`;
