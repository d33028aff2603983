import type { JsonSchema } from "../json-schema.ts";

/** A schema in a few words: "text, 1 to 200 characters", "list of objects (id, title)". */
export const describeType = (schema: JsonSchema): string => {
  const parts = [kindOf(schema), ...boundsOf(schema)];
  if (schema.default !== undefined) parts.push(`${JSON.stringify(schema.default)} unless given`);
  if (schema.description !== undefined) parts.push(schema.description);
  return parts.join(", ");
};

const kindOf = (schema: JsonSchema): string => {
  if (Array.isArray(schema.type))
    return schema.type.map((type: string) => kindOf({ ...schema, type })).join(" or ");
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((one) => kindOf(one)).join(" or ");
  if (schema.type === "array")
    return `list of ${schema.items === undefined ? "values" : pluralOf(kindOf(schema.items))}`;
  if (schema.type === "object")
    return `object (${Object.keys(schema.properties ?? {}).join(", ")})`;
  if (schema.type === "string")
    return schema.format === undefined ? "text" : (formats[schema.format] ?? schema.format);
  return typeof schema.type === "string" ? schema.type : "any value";
};

const formats: Readonly<Record<string, string>> = {
  uuid: "id (UUID)",
  "date-time": "instant (ISO 8601, UTC)",
  date: "date (YYYY-MM-DD)",
  email: "mail address",
  uri: "address",
};

const pluralOf = (kind: string): string =>
  /^(object|text|integer|number|boolean)/.test(kind)
    ? kind.replace(/^(object|text|integer|number|boolean)/, "$1s")
    : kind;

const boundsOf = (schema: JsonSchema): string[] => {
  const bound = (low: unknown, high: unknown, unit: string): string[] => {
    const from = typeof low === "number" && low > Number.MIN_SAFE_INTEGER ? low : undefined;
    const to = typeof high === "number" && high < Number.MAX_SAFE_INTEGER ? high : undefined;
    if (from === undefined && to === undefined) return [];
    if (from === undefined) return [`at most ${to}${unit}`];
    return [to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`];
  };
  return [
    ...bound(schema["minLength"], schema["maxLength"], " characters"),
    ...bound(schema["minimum"], schema["maximum"], ""),
    ...bound(schema["minItems"], schema["maxItems"], " items"),
  ];
};
