import type { RecordType } from "#core/records";
import { say } from "./say.ts";

const known = new Map<string, RecordType>();

/** Apps hand their types in with their pages; what goes across types finds them here. */
export function knowTypes(types: readonly RecordType[]): void {
  for (const type of types) known.set(type.name, type);
}

export function typeNamed(name: string): RecordType | undefined {
  return known.get(name);
}

/** What records of a type are called together, in the reader's language. */
export function typeName(name: string): string | undefined {
  const type = known.get(name);
  return type && say(type.many);
}
