import type { RecordType } from "./type.ts";

/** Where a child type hangs: under which name, in which parent. */
export type Parentage = { readonly parent: RecordType; readonly as: string };

/** Every declared type by its name, and every child's parent. */
export type Registry = {
  readonly types: ReadonlyMap<string, RecordType>;
  readonly parentOf: (type: RecordType) => Parentage | null;
};

export const registryOf = (types: readonly RecordType[]): Registry => {
  const parents = new Map<string, Parentage>(
    types.flatMap((parent) =>
      Object.entries(parent.children).map(([as, child]) => [child.type.name, { parent, as }]),
    ),
  );
  return {
    types: new Map(types.map((type) => [type.name, type])),
    parentOf: (type) => parents.get(type.name) ?? null,
  };
};
