import { z } from "zod";
import type { Operation } from "#core/operation";

/** As much of JSON Schema 2020-12 as Zod writes and our document reads. */
export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
};

export const inputSchema = (operation: Operation): JsonSchema => schemaOf(operation.input, "input");

export const outputSchema = (schema: z.ZodType): JsonSchema => schemaOf(schema, "output");

const schemaOf = (schema: z.ZodType, io: "input" | "output"): JsonSchema => {
  const {
    $schema: _,
    "~standard": __,
    ...written
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  return written as JsonSchema;
};

// A format says more to a reader than the expression that checks it, and every integer is a safe one here.
const tidy = (schema: z.core.JSONSchema.BaseSchema): void => {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
};

/** Splits what refers to itself from the rest: in one document such parts stand under the components, by name. */
export const hoist = (
  schema: JsonSchema,
  name: string,
): { schema: JsonSchema; components: Record<string, JsonSchema> } => {
  const { $defs = {}, ...bare } = schema;
  const components: Record<string, JsonSchema> = {};
  for (const [key, part] of Object.entries($defs))
    components[`${name}.${key}`] = rename(part, name);
  const renamed = rename(bare, name);
  if (!JSON.stringify(bare).includes('"$ref":"#"')) return { schema: renamed, components };
  return {
    schema: { $ref: `#/components/schemas/${name}` },
    components: { ...components, [name]: renamed },
  };
};

const rename = (schema: JsonSchema, name: string): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== "$ref" || typeof value !== "string") return value;
    return value === "#"
      ? `#/components/schemas/${name}`
      : value.replace("#/$defs/", `#/components/schemas/${name}.`);
  }) as JsonSchema;
