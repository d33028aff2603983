import type { Field, Fields } from "./fields.ts";
import type { Machine, SignaturePoint, State, Transition } from "./machine.ts";
import type { Rule } from "./rule.ts";

export type Permission = { readonly allows: string; readonly roles: readonly string[] };

/** A number's place-holders: {year} in the organisation's zone, {prefix} from `by`, {parent} for a child, {####} digits. */
export type NumberFormat = {
  readonly format: string;
  readonly by?: { readonly field: string; readonly prefixes: Readonly<Record<string, string>> };
};

export type LinkKind = {
  readonly label: string;
  /** What it is called from the other end. */
  readonly back: string;
  readonly to: readonly string[];
};

export type Child = {
  readonly label: string;
  readonly type: RecordType;
  /** In which states of the parent one may be added, and with which permission of the parent. */
  readonly add: Readonly<Record<string, string>>;
};

/** Reckoned from the children whenever the record is read: a count, or a share in per cent. */
export type Computed = {
  readonly label: string;
  readonly kind: "count" | "share";
  readonly of: string;
  readonly in: readonly string[];
  /** States of children that do not count at all. */
  readonly without?: readonly string[];
};

/** A type of record, as the rest of the house sees it. */
export type RecordType = Machine & {
  /** "quality.capa": the permission's beginning, the log's word. */
  readonly name: string;
  /** The type's own table. */
  readonly table: string;
  /** Below /api/v1 and in the address of its pages: "/capas". */
  readonly path: string;
  readonly one: string;
  readonly many: string;
  readonly about: string;
  readonly retention: string;
  readonly number: NumberFormat | null;
  readonly permissions: Readonly<Record<string, Permission>>;
  /** The permission that making one takes. */
  readonly create: string;
  readonly fields: Fields;
  /** Labels of what every record has; null where the type does without. */
  readonly owner: string | null;
  readonly due: string | null;
  readonly occurred: string | null;
  readonly computed: Readonly<Record<string, Computed>>;
  readonly children: Readonly<Record<string, Child>>;
  readonly links: Readonly<Record<string, LinkKind>>;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Frozen machines of earlier versions, for the records that are still on them. */
  readonly earlier: readonly Machine[];
};

type Named<S extends string> = S | "owner" | "dueOn";

type TypedTransition<
  S extends string,
  F extends string,
  P extends string,
  G extends string,
  R extends string,
> = Omit<Transition, "to" | "may" | "needs" | "asks" | "rules" | "signs" | "breaks"> & {
  readonly to: S;
  readonly may: P;
  readonly needs?: readonly Named<F>[];
  readonly asks?: readonly Named<F>[];
  readonly rules?: readonly R[];
  readonly signs?: G;
  readonly breaks?: readonly G[];
};

type TypedState<
  S extends string,
  F extends string,
  P extends string,
  G extends string,
  R extends string,
> = Omit<State, "waits" | "edits" | "demands" | "on"> & {
  readonly waits?: "owner" | P;
  readonly edits?: { readonly [K in P]?: readonly (Named<F> | "title" | "links")[] };
  readonly demands?: readonly G[];
  readonly on?: Readonly<Record<string, TypedTransition<S, F, P, G, R>>>;
};

export type Declaration<
  F extends string,
  P extends string,
  S extends string,
  G extends string,
  R extends string,
> = {
  /** Raised whenever states, transitions or signatures change; the lock file notices. */
  readonly version: number;
  readonly one: string;
  readonly many: string;
  /** One sentence for an empty list: what belongs here and who brings it. */
  readonly about: string;
  readonly path: string;
  readonly table?: string;
  readonly retention: string;
  readonly number?: string | NumberFormat;
  readonly permissions: Readonly<Record<P | "read", Permission>>;
  readonly create: NoInfer<P>;
  readonly fields: Readonly<Record<F, Field>>;
  readonly owner?: string;
  readonly due?: string;
  readonly occurred?: string;
  readonly computed?: Readonly<Record<string, Computed>>;
  readonly children?: Readonly<Record<string, Child>>;
  readonly links?: Readonly<Record<string, LinkKind>>;
  readonly rules?: Readonly<Record<R, Rule>>;
  readonly signatures?: Readonly<
    Record<
      G,
      SignaturePoint & {
        readonly covers: readonly (NoInfer<Named<F>> | "title" | "links" | `${string}.${string}`)[];
      }
    >
  >;
  readonly states: {
    readonly [K in S]: TypedState<
      NoInfer<S>,
      NoInfer<F>,
      NoInfer<P> | "read",
      NoInfer<G>,
      NoInfer<R>
    >;
  };
  readonly earlier?: readonly Machine[];
};

export const recordType = <
  const F extends string,
  const P extends string,
  const S extends string,
  const G extends string = never,
  const R extends string = never,
>(
  name: string,
  declared: Declaration<F, P, S, G, R>,
): RecordType => ({
  name,
  table: declared.table ?? snake(name.slice(name.indexOf(".") + 1)),
  path: declared.path,
  version: declared.version,
  one: declared.one,
  many: declared.many,
  about: declared.about,
  retention: declared.retention,
  number:
    typeof declared.number === "string" ? { format: declared.number } : (declared.number ?? null),
  permissions: declared.permissions,
  create: declared.create,
  fields: declared.fields,
  owner: declared.owner ?? null,
  due: declared.due ?? null,
  occurred: declared.occurred ?? null,
  computed: declared.computed ?? {},
  children: declared.children ?? {},
  links: declared.links ?? {},
  rules: declared.rules ?? {},
  signatures: declared.signatures ?? {},
  states: declared.states as RecordType["states"],
  earlier: declared.earlier ?? [],
});

/** The machine that a record of this definition follows. */
export const machineOf = (type: RecordType, definition: number): Machine => {
  const machine = [type, ...type.earlier].find(({ version }) => version === definition);
  if (!machine) throw new Error(`${type.name} has no machine of version ${definition}.`);
  return machine;
};

export const initialState = (machine: Machine): string => Object.keys(machine.states)[0] ?? "";

export const isFinal = (state: State | undefined): boolean =>
  Object.keys(state?.on ?? {}).length === 0;

export const permissionOf = (type: RecordType, verb: string): string => `${type.name}.${verb}`;

export const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const kebab = (name: string): string => snake(name).replaceAll("_", "-");
