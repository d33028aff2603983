import type { RecordType } from "#core/records";

const known = new Map<string, RecordType>();

/** Apps hand their types in with their pages; what goes across types finds them here. */
export function knowTypes(types: readonly RecordType[]): void {
  for (const type of types) known.set(type.name, type);
}

export function typeNamed(name: string): RecordType | undefined {
  return known.get(name);
}
