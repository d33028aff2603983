import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export type NotFound = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** The web client: hashed assets for ever, everything else revalidated, its one page for every address of its own. */
export const addStaticFiles = (app: FastifyInstance, webRoot: string, notFound: NotFound): void => {
  app.register(fastifyStatic, {
    root: webRoot,
    serve: false,
    index: false,
    dotfiles: "ignore",
    preCompressed: true,
    cacheControl: false,
    redirect: false,
  });

  app.get("/*", { config: { pattern: "web client" } }, (request, reply) => {
    const path = pathOf(request.raw.url ?? "/");
    if (path === null || isApi(path)) notFound(request, reply);
    else if (isFile(path)) sendFile(reply, path);
    else if (acceptsPage(request)) sendFile(reply, "/index.html");
    else notFound(request, reply);
  });
};

/** For an address with a dot that turned out to be no file, such as a document's version. */
export const canShowPage = (request: FastifyRequest): boolean => {
  const path = pathOf(request.raw.url ?? "/");
  return (
    path !== null &&
    !isApi(path) &&
    !path.startsWith("/assets/") &&
    /^(GET|HEAD)$/.test(request.method) &&
    acceptsPage(request)
  );
};

// Answers nothing on purpose: a handler that returns its reply makes Fastify wait for it a second time.
export const sendFile = (reply: FastifyReply, path: string): void => {
  const isHashed = /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path);
  reply
    .header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache")
    .header("vary", "accept-encoding");
  reply.sendFile(path);
};

const isApi = (path: string): boolean => path === "/api" || path.startsWith("/api/");

const isFile = (path: string): boolean => path.slice(path.lastIndexOf("/")).includes(".");

const acceptsPage = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? "").includes("text/html");

/** Null for whatever is not the plain spelling of a path: hidden files, dot segments, backslashes, broken escapes. */
const pathOf = (url: string): string | null => {
  const raw = url.split("?", 1)[0] ?? "/";
  if (!/^\/[^\\]*$/.test(raw) || /%(2f|5c|00)/i.test(raw)) return null;
  try {
    const path = decodeURIComponent(raw);
    return /\/\.|\/\/|\\|[\0-\x1f]/.test(path) ? null : path;
  } catch {
    return null;
  }
};
