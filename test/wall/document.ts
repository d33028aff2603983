import type { FastifyInstance } from "fastify";

type Schema = {
  readonly $ref?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

type Parameter = { readonly name: string; readonly in: string; readonly schema: Schema };
type Body = { readonly schema: Schema; readonly example?: Record<string, unknown> };

export type DocumentedRoute = {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly permission: string;
  readonly needsSession: boolean;
  readonly parameters: readonly (Parameter & { readonly example?: unknown })[];
  readonly body: Body | undefined;
  /** Where an id can be given: names down to it, "*" for any member of a list. */
  readonly idPlaces: readonly (readonly string[])[];
};

type Described = {
  readonly operationId: string;
  readonly "x-permission": string;
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> };
};

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** Every route of the API as the server itself documents it: a new one joins the tests by existing. */
export const documentedRoutes = async (
  server: FastifyInstance,
): Promise<readonly DocumentedRoute[]> => {
  const document = (await server.inject("/api/v1/openapi.json")).json<Document>();
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) =>
      routeOf(document, path, method, described),
    ),
  );
};

const routeOf = (
  document: Document,
  path: string,
  method: string,
  described: Described,
): DocumentedRoute => {
  const parameters = described.parameters.filter((one) => one.in !== "header");
  const body = described.requestBody?.content["application/json"];
  return {
    id: described.operationId,
    method: method.toUpperCase() as DocumentedRoute["method"],
    path,
    permission: described["x-permission"],
    needsSession: !described.security.some((way) => Object.keys(way).length === 0),
    parameters,
    body,
    idPlaces: [
      ...parameters.flatMap(({ name, schema }) => idPlaces(document, schema, [name])),
      ...(body ? idPlaces(document, body.schema, []) : []),
    ],
  };
};

const idPlaces = (
  document: Document,
  schema: Schema,
  above: readonly string[],
): readonly (readonly string[])[] => {
  if (schema.$ref !== undefined) {
    const named = document.components.schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (named === undefined) throw new Error(`The API document lacks ${schema.$ref}.`);
    return idPlaces(document, named, above);
  }
  const below =
    typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  return [
    ...(schema.format === "uuid" ? [above] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
      idPlaces(document, one, [...above, name]),
    ),
    ...(schema.items ? idPlaces(document, schema.items, [...above, "*"]) : []),
    ...(below ? idPlaces(document, below, [...above, "*"]) : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) =>
      idPlaces(document, one, above),
    ),
  ];
};

export type Input = Readonly<Record<string, unknown>>;

/** The values of the document's own examples: well formed, about nothing that exists. */
export const exampleOf = ({ parameters, body }: DocumentedRoute): Input => ({
  ...Object.fromEntries(
    parameters.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]])),
  ),
  ...body?.example,
});

export type Answer = { readonly status: number; readonly text: string; readonly headers: string };

/** Sends one flat input as path, query string and body, the way the document says. */
export const send = async (
  server: FastifyInstance,
  route: DocumentedRoute,
  input: Input,
  token: string | null,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const rest = { ...input };
  const take = (name: string): string => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => take(name));
  const query = route.parameters
    .filter(({ name, in: where }) => where === "query" && rest[name] !== undefined)
    .map(({ name }) => `${name}=${take(name)}`)
    .join("&");
  const response = await server.inject({
    method: route.method,
    url: query === "" ? path : `${path}?${query}`,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(route.body ? { payload: rest } : {}),
  });
  return {
    status: response.statusCode,
    text: response.body,
    headers: JSON.stringify(response.headers),
  };
};
