import fastifyCookie from "@fastify/cookie";
import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Feed } from "#core/live";
import type { Registry } from "#core/metrics";
import { Failure } from "#core/operation";
import type { Entry, Invoker, Operation } from "#core/operation";
import { checkContentType, parseBody } from "./body.ts";
import { checkOperations } from "./check-operations.ts";
import { answerClientError } from "./client-error.ts";
import { addDocumentation } from "./documentation.ts";
import { addGate } from "./gate.ts";
import { createHealth } from "./health.ts";
import type { HealthProbes } from "./health.ts";
import { addLiveFeed, asksForFeed } from "./live-feed.ts";
import { addOperations } from "./operations.ts";
import { peerReader } from "./peer.ts";
import type { Peer, PeerReader } from "./peer.ts";
import { createRateLimit } from "./rate-limit.ts";
import { createRefusals } from "./refusals.ts";
import { requestIdOf } from "./request-id.ts";
import type { HttpSettings } from "./settings.ts";
import { addStaticFiles, canShowPage, sendFile } from "./static-files.ts";
import { addHealth, addMetrics } from "./system-routes.ts";
import { createWatch } from "./watch.ts";

declare module "fastify" {
  interface FastifyRequest {
    readonly peer: Peer;
  }
  interface FastifyContextConfig {
    /** The route as documented; what logs and measurements call it. */
    readonly pattern?: string;
    readonly operation?: string;
    /** A door that people guess at. */
    readonly guessed?: boolean;
    /** Stands in the line for the database. Health and metrics do not, and whoever signs in has a line of their own. */
    readonly waits?: boolean;
  }
}

export type ServerParts = {
  readonly operations: readonly Operation[];
  readonly invoke: Invoker;
  /** Whether somebody is signed in: outside the demo the API's documentation asks for it. */
  readonly isSignedIn: (entry: Entry) => Promise<boolean>;
  readonly settings: HttpSettings;
  readonly health: HealthProbes;
  /** False while the line for the database is too long; without it everything is let in. */
  readonly admits?: () => boolean;
  readonly feed?: Feed;
  /** The address that people type: a socket's page must come from there. */
  readonly publicUrl?: string;
  readonly metrics: Registry;
  /** The built web client; without it the server answers the API alone. */
  readonly webRoot?: string;
  readonly demo: boolean;
  readonly log: Logger;
};

/** The whole edge, not yet listening. `close()` lets requests in hand finish, for a bounded time. */
export const createServer = (parts: ServerParts): FastifyInstance => {
  const { operations, settings, demo, log } = parts;
  const faults = checkOperations(operations);
  if (faults.length > 0) throw new Error(`The operations cannot be served:\n${faults.join("\n")}`);

  const readPeer = peerReader(settings);
  const refusals = createRefusals({
    operations,
    hasWebClient: parts.webRoot !== undefined,
    readPeer,
    log,
  });
  const app = createApp(settings, readPeer, refusals.error);
  const watch = createWatch(parts.metrics, log);

  addGate(app, {
    settings,
    demo,
    watch,
    limit: createRateLimit(
      settings.apiRateLimit,
      "Too many requests came from your address. Wait a moment, then go on more slowly.",
    ),
    admits: parts.admits ?? (() => true),
    missing: refusals.missing,
  });
  app.setErrorHandler(refusals.error);
  app.setNotFoundHandler((request, reply) => {
    if (parts.webRoot !== undefined && canShowPage(request)) sendFile(reply, "/index.html");
    else refusals.missing(request, reply);
  });

  addHealth(app, createHealth(parts.health));
  addMetrics(app, parts.metrics, settings);
  if (parts.feed !== undefined)
    addLiveFeed(app, { feed: parts.feed, settings, publicUrl: parts.publicUrl ?? "" });
  app.after(() => {
    const signInLimit = createRateLimit(
      settings.signInRateLimit,
      "Too many attempts came from your address. Wait a minute, then try again.",
    );
    addOperations(app, { ...parts, signInLimit });
    addDocumentation(app, parts);
    if (parts.webRoot !== undefined) addStaticFiles(app, parts.webRoot, refusals.missing);
  });
  boundClose(app, settings.closeTimeoutMs);
  return app;
};

const createApp = (
  settings: HttpSettings,
  readPeer: PeerReader,
  refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void,
): FastifyInstance => {
  const app = fastify({
    logger: false,
    bodyLimit: settings.bodyLimitBytes,
    requestTimeout: settings.requestTimeoutMs,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // Node looks for late requests in intervals only, and swaps the two limits when the headers' one is longer.
    http: {
      // The gate refuses a missing host itself: Node's own answer has neither a body nor our headers.
      requireHostHeader: false,
      shouldUpgradeCallback: asksForFeed,
      maxHeaderSize: settings.headerLimitBytes,
      headersTimeout: settings.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, settings.requestTimeoutMs),
    },
    genReqId: (raw) => requestIdOf(raw, readPeer(raw).proxied),
    routerOptions: { maxParamLength: 500, querystringParser: () => ({}) },
    frameworkErrors: refuse,
    clientErrorHandler: answerClientError,
  });
  const peers = new WeakMap<object, Peer>();
  app.decorateRequest("peer", {
    getter() {
      const known = peers.get(this.raw) ?? readPeer(this.raw);
      peers.set(this.raw, known);
      return known;
    },
  });
  app.register(fastifyCookie);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (request: FastifyRequest, bytes: Buffer) => {
      checkContentType(request.headers["content-type"] ?? "", request.headers["content-encoding"]);
      return parseBody(bytes);
    },
  );
  return app;
};

const boundClose = (app: FastifyInstance, timeoutMs: number): void => {
  const timers: NodeJS.Timeout[] = [];
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
    // A connection that was busy at first stays open for its client's next request unless it is closed again and again.
    timers.push(setInterval(() => app.server.closeIdleConnections(), 50));
    timers.push(setTimeout(() => app.server.closeAllConnections(), timeoutMs));
  });
  app.addHook("onClose", async () => timers.forEach((timer) => clearTimeout(timer)));
  app.addHook("onRequest", async () => {
    if (isClosing)
      throw new Failure("unavailable", "Plumbline is being stopped. Try again in a moment.", {
        retryAfterSeconds: 5,
      });
  });
};
