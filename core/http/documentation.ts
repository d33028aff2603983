import { readFile } from "node:fs/promises";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Failure } from "#core/operation";
import type { Entry, Operation } from "#core/operation";
import { entryOf } from "./credentials.ts";
import { apiDocument } from "./openapi.ts";
import { renderGuide } from "./guide/page.ts";
import type { HttpSettings } from "./settings.ts";
import { systemRoutes } from "./system-routes.ts";
import type { SystemRoute } from "./system-routes.ts";
import { sendTagged } from "./tagged.ts";

type Documentation = {
  readonly operations: readonly Operation[];
  readonly isSignedIn: (entry: Entry) => Promise<boolean>;
  readonly settings: HttpSettings;
  readonly demo: boolean;
};

const reason =
  "Describes the interface and shows no data; outside the demo it asks for a signed-in person.";

const documents = {
  openapi: {
    id: "system.readApiDocument",
    path: "/api/v1/openapi.json",
    summary: "This document",
    reason,
    contentType: "application/json",
    example: { openapi: "3.1.0" },
  },
  guide: {
    id: "system.readApiGuide",
    path: "/api/docs",
    summary: "This document as a page to read",
    reason,
    contentType: "text/html",
    example: "<!doctype html>",
  },
} satisfies Record<string, SystemRoute>;

const stylePath = "/api/docs/style.css";

export const documentationPaths: readonly string[] = [
  documents.openapi.path,
  documents.guide.path,
  stylePath,
];

/** Made on the first call: most starts never need it, and it is the same until the next start. */
export const addDocumentation = (
  app: FastifyInstance,
  { operations, isSignedIn, settings, demo }: Documentation,
): void => {
  const described = [...Object.values(systemRoutes), ...Object.values(documents)];
  const document = once(() => apiDocument(operations, described));
  const json = once(() => JSON.stringify(document()));
  const page = once(() => renderGuide(document(), stylePath));
  const style = once(() => readFile(new URL("./guide/style.css", import.meta.url), "utf8"));

  const admit = async (request: FastifyRequest): Promise<void> => {
    if (demo || (await isSignedIn(entryOf(request, settings)))) return;
    throw new Failure(
      "unauthenticated",
      "The API guide is for people who are signed in. Sign in, then open this address again.",
    );
  };
  const add = (route: SystemRoute, contentType: string, read: () => string): void => {
    app.get(
      route.path,
      { config: { pattern: route.path, operation: route.id } },
      async (request, reply) => {
        await admit(request);
        return sendTagged(
          request,
          reply.header("cache-control", "private, no-cache").type(contentType),
          read(),
        );
      },
    );
  };

  add(documents.openapi, "application/json; charset=utf-8", json);
  add(documents.guide, "text/html; charset=utf-8", page);
  app.get(stylePath, { config: { pattern: stylePath } }, async (request, reply) =>
    sendTagged(
      request,
      reply.header("cache-control", "no-cache").type("text/css; charset=utf-8"),
      await style(),
    ),
  );
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
