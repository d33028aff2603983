import type { Operation } from "#core/operation";
import { inputSchema } from "./json-schema.ts";

/** Faults of declarations that would otherwise show as a wrong route or a wrong document. Found at start, all at once. */
export const checkOperations = (operations: readonly Operation[]): string[] => [
  ...repeated(operations, ({ id }) => id, "id"),
  ...repeated(
    operations,
    ({ http }) => `${http.method} ${http.path.replaceAll(/\{\w+\}/g, "{}")}`,
    "route",
  ),
  ...operations.flatMap(checkOperation),
];

const repeated = (
  operations: readonly Operation[],
  keyOf: (operation: Operation) => string,
  what: string,
): string[] =>
  [...Map.groupBy(operations, keyOf)]
    .filter(([, holders]) => holders.length > 1)
    .map(
      ([key, holders]) => `${holders.map(({ id }) => id).join(" and ")}: the same ${what} ${key}`,
    );

const checkOperation = (operation: Operation): string[] => {
  const { id, http, input, output, example } = operation;
  if (!/^(\/([a-z\d-]+|\{\w+\}))+$/.test(http.path)) return [`${id}: "${http.path}" is no route`];
  const schema = inputSchema(operation);
  if (schema.type !== "object") return [`${id}: the input is not one flat object`];
  const faults = pathNames(http.path)
    .filter((name) => schema.properties?.[name] === undefined)
    .map((name) => `${id}: the input lacks the path's {${name}}`);
  const given = input.safeParse(example.input);
  if (!given.success)
    faults.push(`${id}: the example's input does not fit: ${given.error.message}`);
  if (http.status !== 204) {
    const answered = output.safeParse(example.output);
    if (!answered.success)
      faults.push(`${id}: the example's output does not fit: ${answered.error.message}`);
  }
  return faults;
};

export const pathNames = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
