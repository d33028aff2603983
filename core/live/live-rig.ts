import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { testHouse } from "../../test/harness.ts";
import { browserToken } from "../../test/browser-token.ts";
import type { HouseOptions, TestHouse, TestOrganization, TestPerson } from "../../test/harness.ts";

export type Message = { type: string; id: string; version: number | null; seq: number };
type Received = { seq: number; live?: true; reload?: true; changes?: Message[] };

export type Listener = {
  readonly socket: WebSocket;
  readonly received: Received[];
  readonly texts: string[];
  readonly changes: () => Message[];
  readonly seq: () => number;
  /** Resolves once everything up to now has been told. */
  readonly ready: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
};

export type Opening = {
  readonly token?: string | null;
  readonly cookie?: string;
  readonly origin?: string;
  readonly after?: number | null;
  /** Of another server than the rig's. */
  readonly port?: number;
  /** Sends nothing by itself. */
  readonly isSilent?: boolean;
};

export type LiveRig = {
  readonly house: TestHouse;
  readonly port: number;
  readonly metrics: () => Promise<string>;
  readonly open: (opening: Opening) => Listener;
  /** A named token of somebody who may do more than it. */
  readonly accessToken: (
    person: TestPerson,
    within: { readonly permissions: readonly string[]; readonly scopes: readonly string[] },
  ) => Promise<string>;
  /** The status and the problem's code with which the request to open a socket is refused. */
  readonly refusal: (opening: Opening) => Promise<{ status: number; code: string }>;
};

/** A house that listens, and sockets to it. */
export const liveRig = async (options: HouseOptions = {}): Promise<LiveRig> => {
  const house = await testHouse(options);
  const url = new URL(await house.server.listen({ host: "127.0.0.1", port: 0 }));
  const dial = (opening: Opening): WebSocket => connect(opening.port ?? Number(url.port), opening);
  return {
    house,
    port: Number(url.port),
    metrics: async () => (await fetch(new URL("/metrics", url))).text(),
    open: (opening) => listener(dial(opening), opening),
    accessToken: async (person, within) => {
      const endsOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      const { secret } = await house.call<{ secret: string }>(
        "access.makeToken",
        { name: "Feed", endsOn, ...within },
        await browserToken(house, person.username),
      );
      return secret;
    },
    refusal: (opening) => refused(dial(opening)),
  };
};

export type Doings = {
  readonly own: TestOrganization;
  readonly member: () => Promise<TestPerson>;
  /** Posts a notice in the scope, or for everybody. */
  readonly post: (token: string, scopeId?: string) => Promise<string>;
};

export const inOrganization = async ({ house }: LiveRig): Promise<Doings> => {
  const own = await house.organization();
  // Its first scope is news as well, to whoever listens before it has its number.
  await house.sequenced();
  return {
    own,
    member: () => house.person(own, ["member"]),
    post: async (token, scopeId = own.id) => {
      const { id } = await house.call<{ id: string }>(
        "home.postNotice",
        { title: "Canary words", text: "Canary text", fromOn: "2026-11-20", scopeId },
        token,
      );
      return id;
    },
  };
};

const connect = (port: number, { token, cookie, origin }: Opening): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, {
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(cookie ? { cookie: `plumbline=${cookie}` } : {}),
      ...(origin ? { origin } : {}),
    },
  });

const listener = (socket: WebSocket, { after = null, isSilent = false }: Opening): Listener => {
  const received: Received[] = [];
  const texts: string[] = [];
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  socket.on("open", () => {
    if (!isSilent) socket.send(JSON.stringify({ after }));
  });
  socket.on("message", (data: Buffer) => {
    texts.push(data.toString());
    const message = JSON.parse(data.toString()) as Received;
    received.push(message);
    if (message.live) ready.resolve();
  });
  socket.on("error", () => undefined);
  socket.on("close", (code, reason) => closed.resolve({ code, reason: reason.toString() }));
  onTestFinished(() => socket.terminate());
  return {
    socket,
    received,
    texts,
    changes: () => received.flatMap(({ changes = [] }) => changes),
    seq: () => received.at(-1)?.seq ?? 0,
    ready: ready.promise,
    closed: closed.promise,
  };
};

const refused = async (socket: WebSocket): Promise<{ status: number; code: string }> => {
  const answer = Promise.withResolvers<{ status: number; code: string }>();
  socket.on("unexpected-response", (_request, response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.on("end", () => {
      const { code } = JSON.parse(String(Buffer.concat(parts))) as { code: string };
      answer.resolve({ status: response.statusCode ?? 0, code });
    });
  });
  socket.on("open", () => answer.resolve({ status: 101, code: "" }));
  socket.on("error", () => undefined);
  try {
    return await answer.promise;
  } finally {
    socket.terminate();
  }
};
