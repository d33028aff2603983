import { z } from "zod";
import { statement, type Statement } from "#core/database";
import { nothing, uuid } from "#core/identity";
import {
  command,
  type Context,
  Failure,
  type FailureCode,
  invalid,
  type Operation,
} from "#core/operation";
import {
  inEnglish,
  isEmpty,
  isFinal,
  kebab,
  labelOf,
  machineOf,
  permissionOf,
  type RecordData,
  type RecordType,
  type Refusal,
  refusals,
  refusalsAfter,
  type Transition,
} from "#core/records";
import {
  type Content,
  endSignatures,
  jsonOfCovered,
  coveredDigest,
  sign,
  signatureExample,
  signatureShape,
} from "#core/signatures";
import { coveredBy, type Overrides } from "./covered.ts";
import { waitsOf } from "./create.ts";
import { checkVersion, recordById } from "./edit.ts";
import { type Loaded, lockRecord } from "./load.ts";
import { exampleId, exampleOf, itemExample, operationId } from "./names.ts";
import { personOf } from "./person.ts";
import { commonShapes, inputOf, itemShape, reasonShape } from "./shapes.ts";
import { changesFrom, checkPeople, inputName, writeChange } from "./write.ts";

type Input = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly version: number;
  readonly reason?: string;
  readonly signature?: z.output<typeof signatureShape>;
};

/** What a type's own code does beside a step, in the same transaction. Its jobs are enqueued there too. */
export type Effect = (ctx: Context, record: Loaded, type: RecordType) => Promise<void>;

/** Every step that some version of the machine knows, once; the record's own version decides what it does. */
export const transitionOperations = (
  type: RecordType,
  effects: Readonly<Record<string, Effect>>,
): readonly Operation[] =>
  [...namesOf(type)].flatMap(([name, declared]) => [
    transitionOperation(type, name, declared, effects[name]),
    ...(declared.signs ? [previewOperation(type, name, declared)] : []),
  ]);

const namesOf = (type: RecordType): ReadonlyMap<string, Transition> =>
  new Map(
    [...type.earlier, type]
      .flatMap(({ states }) => Object.values(states))
      .flatMap(({ on }) => Object.entries(on ?? {})),
  );

const transitionOperation = (
  type: RecordType,
  name: string,
  declared: Transition,
  effect: Effect | undefined,
): Operation =>
  command({
    id: operationId(type, name),
    summary: `${declared.verb}: ${type.one}`,
    permission: permissionOf(type, declared.may),
    http: { method: "POST", path: `${type.path}/{id}/${kebab(name)}` },
    input: z.strictObject({
      ...stepShapes(type, declared),
      ...(declared.signs ? { signature: signatureShape } : {}),
    }),
    output: itemShape(type),
    example: {
      input: {
        ...stepExample(type, declared),
        ...(declared.signs ? { signature: signatureExample } : {}),
      },
      output: itemExample(type),
    } as never,
    at: (ctx, raw) => at(ctx, type, raw as Input),
    run: async (ctx, raw, { record }) => {
      const input = raw as Input;
      const { transition, changes } = await prepareStep(ctx, type, name, record, input);
      if (input.reason !== undefined) await ctx.because(input.reason);
      await take(ctx, type, name, record, transition, changes);
      if (transition.signs) await signStep(ctx, type, record, transition, input);
      await effect?.(ctx, record, type);
      return recordById(type, record.id);
    },
  });

/** What the step would sign, exactly as it would stand then: shown before the password is typed. Changes nothing. */
const previewOperation = (type: RecordType, name: string, declared: Transition): Operation =>
  command({
    id: operationId(type, `preview${name.charAt(0).toUpperCase()}${name.slice(1)}`),
    summary: `What “${declared.verb}” would sign, and its digest`,
    permission: permissionOf(type, declared.may),
    http: { method: "POST", path: `${type.path}/{id}/${kebab(name)}/preview` },
    input: z.strictObject(stepShapes(type, declared)),
    output: z.strictObject({
      meaning: z.string(),
      point: z.string(),
      permission: z.string(),
      digest: z.string(),
      rows: z.array(
        z.strictObject({
          table: z.string(),
          id: uuid,
          values: z.record(z.string(), z.string().nullable()),
        }),
      ),
    }),
    example: {
      input: stepExample(type, declared),
      output: {
        ...{ meaning: "Approved", point: "approved", permission: permissionOf(type, declared.may) },
        ...{ digest: signatureExample.digest, rows: [] },
      },
    } as never,
    at: (ctx, raw) => at(ctx, type, raw as Input),
    run: async (ctx, raw, { record }) => {
      const { transition, changes } = await prepareStep(ctx, type, name, record, raw as Input);
      const point = transition.signs ?? "";
      const signing = machineOf(type, record.definition).signatures[point];
      const rows = await contentOf(ctx, type, record, point, changes);
      return {
        ...{ meaning: signing?.means ?? "", point, permission: permissionOf(type, transition.may) },
        ...{ digest: coveredDigest(rows), rows: [...rows] },
      };
    },
  });

const at = async (ctx: Context, type: RecordType, { id }: Input) => {
  const record = await lockRecord(ctx, type, id);
  return { scopeId: record.scopeId, record };
};

const stepShapes = (type: RecordType, { reason, asks = [] }: Transition) => {
  const common = commonShapes(type, "edit");
  return {
    id: uuid,
    version: z.int(),
    reason: reason ? reasonShape : reasonShape.optional(),
    ...Object.fromEntries(
      asks.map((asked) => {
        const field = type.fields[asked];
        return [inputName(asked), field ? inputOf(field) : (common[inputName(asked)] ?? nothing)];
      }),
    ),
  };
};

const stepExample = (type: RecordType, { reason, asks = [] }: Transition) => ({
  ...{ id: exampleId, version: 1, ...(reason ? { reason: "The cause has changed" } : {}) },
  ...Object.fromEntries(
    asks.map((asked) => [
      inputName(asked),
      asked === "owner"
        ? itemExample(type)["authorId"]
        : asked === "dueOn"
          ? "2026-12-01"
          : exampleOf(type, asked),
    ]),
  ),
});

/** Everything that can refuse the step, and what it will set; nothing is written yet. */
const prepareStep = async (
  ctx: Context,
  type: RecordType,
  name: string,
  record: Loaded,
  input: Input,
): Promise<{ transition: Transition; changes: Overrides }> => {
  checkVersion(type, record, input.version);
  const person = await personOf(ctx, record, type);
  const [{ today } = { today: "" }] = await ctx.sql<{ today: string }>(
    statement`select current_setting('plumb.today') as today`,
  );
  const transition = machineOf(type, record.definition).states[record.state]?.on?.[name];
  const [first, ...others] = refusals(type, name, record, person, today);
  if (first || !transition) throw refused(first, others);
  const { asks = [] } = transition;
  const missing = asks.filter((asked) => isEmpty(input[inputName(asked)] ?? null));
  if (missing.length > 0)
    throw invalid(
      "This step was not taken.",
      missing.map((asked) => ({
        path: inputName(asked),
        message: `Enter ${labelOf(type, asked).toLowerCase()}.`,
      })),
    );
  const entered = Object.fromEntries(
    asks.map((asked) => [inputName(asked), input[inputName(asked)]]),
  );
  await checkPeople(ctx, type, record.scopeId, entered, "This step was not taken.");
  const changes = changesFrom(type, entered);
  const [then, ...more] = refusalsAfter(
    type,
    transition,
    withEntered(type, record, entered, changes),
    person,
    today,
  );
  if (then) throw refused(then, more);
  return { transition, changes };
};

const withEntered = (
  type: RecordType,
  record: Loaded,
  entered: Readonly<Record<string, unknown>>,
  { record: head }: Overrides,
): RecordData => ({
  ...record,
  title: (head["title"] as string | undefined) ?? record.title,
  ownerId: (head["owner_id"] as string | undefined) ?? record.ownerId,
  dueOn: (head["due_on"] as string | undefined) ?? record.dueOn,
  fields: {
    ...record.fields,
    ...Object.fromEntries(Object.entries(entered).filter(([name]) => name in type.fields)),
  },
});

const codes: Record<Refusal["because"], FailureCode> = {
  state: "conflict",
  right: "forbidden",
  person: "forbidden",
  missing: "conflict",
  rule: "conflict",
  parent: "conflict",
  signature: "conflict",
};

const refused = (first: Refusal | undefined, others: readonly Refusal[]): Failure =>
  new Failure(
    first ? codes[first.because] : "conflict",
    [first, ...others].flatMap((one) => (one ? [inEnglish(one)] : [])).join(" "),
  );

const take = async (
  ctx: Context,
  type: RecordType,
  name: string,
  record: Loaded,
  { to, breaks = [] }: Transition,
  changes: Overrides,
): Promise<void> => {
  const next = machineOf(type, record.definition).states[to];
  const closed = isFinal(next);
  const head = {
    ...changes.record,
    state: to,
    waits_for: closed ? null : waitsOf(type, next?.waits),
    closed_at: closed ? ctx.now() : null,
    ...(record.submittedAt === null ? { submitted_at: ctx.now() } : {}),
  };
  await writeChange(ctx, type, record, { record: head, own: changes.own }, `took:${name}`);
  if (breaks.length > 0)
    await endSignatures(ctx, {
      recordId: record.id,
      points: breaks,
      reason: `Reopened by “${labelOfStep(type, record, name)}”`,
    });
};

const labelOfStep = (type: RecordType, record: Loaded, name: string): string =>
  machineOf(type, record.definition).states[record.state]?.on?.[name]?.verb ?? name;

const signStep = async (
  ctx: Context,
  type: RecordType,
  record: Loaded,
  { signs = "", may }: Transition,
  { signature }: Input,
): Promise<void> => {
  const point = machineOf(type, record.definition).signatures[signs];
  if (!point || !signature)
    throw new Failure(
      "signature_required",
      "This step is signed. Look at what it covers, then sign.",
    );
  await sign(ctx, {
    ...{ recordId: record.id, scopeId: record.scopeId, type: type.name },
    ...{ definition: record.definition, recordVersion: record.version + 1 },
    ...{ point: signs, meaning: point.means, permission: permissionOf(type, may) },
    rows: await contentOf(ctx, type, record, signs, { record: {}, own: {} }),
    ...signature,
  });
};

const contentOf = async (
  ctx: Context,
  type: RecordType,
  record: Loaded,
  point: string,
  changes: Overrides,
): Promise<Content> => {
  const covers = machineOf(type, record.definition).signatures[point]?.covers ?? [];
  const covered: Statement = coveredBy(type, covers, statement`${record.id}::uuid`, changes);
  const [row] = await ctx.sql<{ rows: string }>(
    statement`select ${jsonOfCovered(covered)} as rows`,
  );
  return JSON.parse(row?.rows ?? "[]") as Content;
};
