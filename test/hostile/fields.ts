import type { FastifyInstance } from "fastify";
import { documentedRoutes } from "../wall/document.ts";
import type { DocumentedRoute } from "../wall/document.ts";

export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

export type Field = {
  readonly where: "path" | "query" | "body";
  /** Names down to it; "0" for the first of a list. */
  readonly place: readonly string[];
  readonly required: boolean;
  /** JSON's names of the types that a right value has; empty where anything may be right. */
  readonly types: readonly string[];
};

export type HostileRoute = DocumentedRoute & { readonly fields: readonly Field[] };

/** Every operation as the server documents it, with every field that it takes: a new one joins by existing. */
export const routesWithFields = async (
  server: FastifyInstance,
): Promise<readonly HostileRoute[]> => {
  const { components } = (await server.inject("/api/v1/openapi.json")).json<{
    components: { schemas: Record<string, Schema> };
  }>();
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined
      ? schema
      : (components.schemas[schema.$ref.replace("#/components/schemas/", "")] ?? {});
  return (await documentedRoutes(server)).map((route) => ({
    ...route,
    fields: [
      ...route.parameters.map(({ name, in: where, schema, ...more }) => ({
        where: where === "path" ? ("path" as const) : ("query" as const),
        place: [name],
        required: where === "path" || ("required" in more && more.required === true),
        types: typesOf(schema, resolve),
      })),
      ...(route.body ? bodyFields(route.body.schema, [], resolve) : []),
    ],
  }));
};

type Resolve = (schema: Schema) => Schema;

const bodyFields = (named: Schema, above: readonly string[], resolve: Resolve): Field[] => {
  const schema = resolve(named);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const place = [...above, name];
    const field: Field = {
      where: "body",
      place,
      required: schema.required?.includes(name) ?? false,
      types: typesOf(one, resolve),
    };
    return [field, ...bodyFields(one, place, resolve)];
  });
  const members = schema.items ? bodyFields(schema.items, [...above, "0"], resolve) : [];
  return [...own, ...members, ...choices(schema).flatMap((one) => bodyFields(one, above, resolve))];
};

const typesOf = (named: Schema, resolve: Resolve): readonly string[] => {
  const schema = resolve(named);
  const own = schema.type === undefined ? [] : [schema.type].flat();
  return [...own, ...choices(schema).flatMap((one) => typesOf(one, resolve))];
};

const choices = ({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] => [
  ...anyOf,
  ...oneOf,
  ...allOf,
];
