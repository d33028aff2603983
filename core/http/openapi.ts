import type { Operation } from "#core/operation";
import { pathNames } from "./check-operations.ts";
import { hoist, inputSchema, outputSchema } from "./json-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { problemComponents, problemResponses } from "./openapi-problems.ts";
import { apiRoot } from "./operations.ts";
import type { SystemRoute } from "./system-routes.ts";

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
};

export type Content = Readonly<
  Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>
>;

export type DocumentedOperation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-permission": string;
  readonly "x-permission-reason"?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Content } | { readonly $ref: string }
    >
  >;
};

export type ApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** The OpenAPI 3.1 document: the same schemas that validate also describe. */
export const apiDocument = (
  operations: readonly Operation[],
  system: readonly SystemRoute[],
): ApiDocument => {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  const schemas: Record<string, JsonSchema> = {};
  const keep = (schema: JsonSchema, name: string): JsonSchema => {
    const { schema: inline, components } = hoist(schema, name);
    Object.assign(schemas, components);
    return inline;
  };
  for (const route of system) paths[route.path] = { get: describeSystem(route, keep) };
  for (const operation of operations) {
    const path = apiRoot + operation.http.path;
    paths[path] = {
      ...paths[path],
      [operation.http.method.toLowerCase()]: describe(operation, keep),
    };
  }
  const tags = new Set(
    Object.values(paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ tags: own }) => own),
    ),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Plumbline",
      version: "1",
      description:
        "Send an access token as bearer, or the session cookie with the header X-Plumbline: 1 for changes. Every error is an RFC 9457 problem.",
    },
    servers: [{ url: "/" }],
    tags: [...tags].toSorted().map((name) => ({ name })),
    paths,
    components: {
      ...problemComponents,
      schemas: { ...schemas, ...problemComponents.schemas },
      securitySchemes,
    },
  };
};

type Keep = (schema: JsonSchema, name: string) => JsonSchema;

const describe = (operation: Operation, keep: Keep): DocumentedOperation => {
  const { id, http, permission, example } = operation;
  const schema = keep(inputSchema(operation), `${id}.input`);
  const named = new Set(pathNames(http.path));
  const properties = Object.entries(schema.properties ?? {});
  const values: Record<string, unknown> =
    typeof example.input === "object" && example.input !== null ? { ...example.input } : {};
  const parameters = properties
    .filter(([name]) => named.has(name) || http.method === "GET")
    .map(([name, one]) => parameterOf(name, one, named.has(name), schema, values[name]));
  const rest = http.method === "GET" ? [] : properties.filter(([name]) => !named.has(name));
  return {
    operationId: id,
    summary: operation.summary,
    tags: [tagOf(id)],
    ...permissionOf(permission),
    security: securityOf(permission),
    parameters: permissionNeedsNobody(permission)
      ? parameters
      : [
          ...parameters,
          organizationHeader,
          ...(isRepeatable(operation) ? [idempotencyHeader] : []),
        ],
    ...(rest.length === 0 ? {} : { requestBody: bodyOf(rest, schema, values) }),
    responses: { ...answerOf(operation, keep), ...problemResponses(operation) },
  };
};

const parameterOf = (
  name: string,
  schema: JsonSchema,
  inPath: boolean,
  whole: JsonSchema,
  example: unknown,
): Parameter => ({
  name,
  in: inPath ? "path" : "query",
  required: inPath || (whole.required ?? []).includes(name),
  ...(schema.description === undefined ? {} : { description: schema.description }),
  schema,
  ...(example === undefined ? {} : { example }),
});

const bodyOf = (
  properties: readonly (readonly [string, JsonSchema])[],
  whole: JsonSchema,
  values: Readonly<Record<string, unknown>>,
): NonNullable<DocumentedOperation["requestBody"]> => {
  const names = new Set(properties.map(([name]) => name));
  const required = (whole.required ?? []).filter((name) => names.has(name));
  const schema: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
  const example = Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  return { required: required.length > 0, content: { "application/json": { schema, example } } };
};

const answerOf = (
  { id, http, output, example }: Operation,
  keep: Keep,
): DocumentedOperation["responses"] => {
  const status = String(http.status ?? 200);
  if (status === "204") return { [status]: { description: "Done; there is nothing to answer." } };
  const schema = keep(outputSchema(output), `${id}.output`);
  return {
    [status]: {
      description: "Done.",
      content: { "application/json": { schema, example: example.output } },
    },
  };
};

const describeSystem = (route: SystemRoute, keep: Keep): DocumentedOperation => {
  const schema: JsonSchema =
    route.output === undefined
      ? { type: "string" }
      : keep(outputSchema(route.output), `${route.id}.output`);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: ["system"],
    "x-permission": "none",
    "x-permission-reason": route.reason,
    security: [{}],
    parameters: [],
    responses: {
      200: {
        description: "Answered.",
        content: { [route.contentType]: { schema, example: route.example } },
      },
      ...problemResponses(null),
    },
  };
};

const permissionOf = (
  permission: Operation["permission"],
): Pick<DocumentedOperation, "x-permission" | "x-permission-reason"> =>
  typeof permission === "string"
    ? { "x-permission": permission }
    : { "x-permission": "none", "x-permission-reason": permission.none };

const permissionNeedsNobody = (permission: Operation["permission"]): boolean =>
  typeof permission !== "string" && permission.session === "optional";

const securityOf = (permission: Operation["permission"]): DocumentedOperation["security"] =>
  permissionNeedsNobody(permission)
    ? [{}, { bearer: [] }, { cookie: [] }]
    : [{ bearer: [] }, { cookie: [] }];

const tagOf = (id: string): string => id.split(".", 1)[0] ?? id;

const organizationHeader: Parameter = {
  name: "Plumbline-Organization",
  in: "header",
  required: false,
  description:
    "The organisation the caller believes to be in; another one than the session's is a conflict.",
  schema: { type: "string", format: "uuid" },
};

const idempotencyHeader: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Your own name for this request, a UUID for example. Sent again within 24 hours, the same request is answered again and not done again; another one is a conflict.",
  schema: { type: "string", minLength: 8, maxLength: 200 },
};

/** Answers with secrets are never kept, and a read does nothing that could be done twice. */
const isRepeatable = ({ kind, http, secret }: Operation): boolean =>
  kind === "command" && http.method === "POST" && secret !== true;

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "The access_token that POST /api/v1/auth/login answers.",
  },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "plumbline",
    description: "A browser's session; behind TLS it is named __Host-plumbline.",
  },
};
