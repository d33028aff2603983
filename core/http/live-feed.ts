import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Feed, getFeed } from "#core/live";
import { socketEntryOf } from "./credentials.ts";
import { apiRoot } from "./operations.ts";
import type { HttpSettings } from "./settings.ts";

const address = apiRoot + getFeed.http.path;

/** Whether Node hands this request over as a socket; every other wish to upgrade is ignored, as HTTP wants it. */
export const asksForFeed = ({ method, url = "", headers }: IncomingMessage): boolean =>
  method === "GET" &&
  url.split("?")[0] === address &&
  headers.upgrade?.toLowerCase() === "websocket";

type LiveParts = {
  readonly feed: Feed;
  readonly settings: HttpSettings;
  readonly publicUrl: string;
};

/** The feed's address passes the same gate, limits and refusals as every route before it becomes a socket. */
export const addLiveFeed = (
  app: FastifyInstance,
  { feed, settings, publicUrl }: LiveParts,
): void => {
  const asking = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer }>();

  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    asking.set(request, { socket, head });
    socket.on("error", () => socket.destroy());
    // Node assigns what it gives to upgrades: the very connection of this request.
    response.assignSocket(socket as ConstructorParameters<typeof IncomingMessage>[0]);
    response.shouldKeepAlive = false;
    response.once("finish", () => socket.end());
    app.routing(request, response);
  });

  app.addHook("onRoute", (route) => {
    if (route.url === address && route.method === "GET") route.preHandler = becomeSocket;
  });
  app.addHook("preClose", async () => feed.stop());

  async function becomeSocket(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const asked = asking.get(request.raw);
    if (asked === undefined) return;
    await feed.open(socketEntryOf(request, settings, publicUrl), {
      request: request.raw,
      ...asked,
      detach: () => {
        reply.hijack();
        reply.raw.removeAllListeners("finish");
        reply.raw.detachSocket(asked.socket as ConstructorParameters<typeof IncomingMessage>[0]);
      },
    });
  }
};
