import { z } from "zod";
import type { RawData, WebSocket } from "ws";
import { Failure } from "#core/operation";
import { type Closing, closing, sentences } from "./codes.ts";
import { type Frame, frameFor, type sharedFrames } from "./frames.ts";
import type { FeedAnswer } from "./get-feed.ts";
import type { Limits } from "./limits.ts";
import { reachFrom } from "./reach.ts";
import type { Stream } from "./tail.ts";

export type FollowerPlan = {
  readonly socket: WebSocket;
  readonly stream: Stream;
  readonly answer: FeedAnswer;
  /** Asks the one door again who this is and what they may read. */
  readonly ask: () => Promise<FeedAnswer>;
  readonly limits: Limits;
  readonly onSent: (messages: number) => void;
  readonly onClosed: (why: Closing) => void;
  readonly onError: (error: unknown) => void;
};

export type Follower = {
  readonly personId: string;
  /** New entries of the organisation, as soon as they are read. */
  readonly tell: (frames: ReturnType<typeof sharedFrames>) => void;
  /** Nothing more is told before the rights have been looked up again. */
  readonly doubt: () => void;
  readonly beat: () => void;
  readonly close: (why: Closing) => void;
};

const hello = z.strictObject({
  /** The last number that was seen; null begins with what comes next. */
  after: z.int().min(0).nullable(),
  /** The organisation on screen: numbers of one mean nothing in another. */
  organizationId: z.uuid().optional(),
});

/** One socket. It is told either live, or out of the log until it has caught up; never both, so nothing comes twice. */
export const follow = (plan: FollowerPlan): Follower => {
  const { socket, stream, answer, ask, limits, onSent, onClosed, onError } = plan;
  const reach = reachFrom(answer.reach);
  let at: number | undefined;
  let isLive = false;
  let isDoubted = false;
  let isCatchingUp = false;
  let hasAnswered = true;
  let renewal = renewAfter(answer);
  const helloTimer = setTimeout(() => close("notUnderstood"), limits.helloMs);

  socket.on("message", greet);
  socket.on("pong", () => (hasAnswered = true));
  // A broken frame or line: the library closes the socket after it has said so.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearTimeout(helloTimer);
    clearTimeout(renewal);
  });
  return { personId: answer.personId, tell, doubt, beat, close };

  function greet(data: RawData, isBinary: boolean): void {
    const said = at !== undefined || isBinary ? undefined : readHello(data);
    if (said === undefined) return close("notUnderstood");
    clearTimeout(helloTimer);
    if (said.organizationId !== undefined && said.organizationId !== stream.organizationId)
      return close("otherOrganization");
    at = said.after ?? answer.seq;
    // Of a log that was cut back, or too long ago to be told one by one.
    if (at > answer.seq || stream.position() - at > limits.missed) {
      at = Math.max(answer.seq, stream.position());
      send({ seq: at, reload: true });
    }
    void catchUp();
  }

  async function catchUp(): Promise<void> {
    if (isCatchingUp || at === undefined) return;
    isCatchingUp = true;
    try {
      while (isOpen()) {
        if (isDoubted) {
          isDoubted = false;
          await renew();
        } else if (at < stream.position()) {
          const leaves = await stream.read(at);
          if (isDoubted || !isOpen()) continue;
          sendFrame(frameFor(reach, leaves));
          at = leaves.at(-1)?.seq ?? at;
        } else break;
      }
      isLive = isOpen();
      if (isLive) send({ seq: at, live: true });
    } catch (error) {
      onError(error);
      close("tryLater");
    } finally {
      isCatchingUp = false;
    }
  }

  function tell(frames: ReturnType<typeof sharedFrames>): void {
    if (!isLive || at === undefined) return;
    const { leaves } = frames;
    const [first, last] = [leaves[0]?.seq ?? 0, leaves.at(-1)?.seq ?? 0];
    if (last <= at) return;
    const known = at;
    sendFrame(
      first > known
        ? frames.for(reach)
        : frameFor(
            reach,
            leaves.filter(({ seq }) => seq > known),
          ),
    );
    at = last;
  }

  function doubt(): void {
    isLive = false;
    isDoubted = true;
    void catchUp();
  }

  async function renew(): Promise<void> {
    clearTimeout(renewal);
    try {
      const now = await ask();
      if (now.organizationId !== stream.organizationId) return close("otherOrganization");
      if (reachFrom(now.reach).key !== reach.key) return close("rightsChanged");
      if (isOpen()) renewal = renewAfter(now);
    } catch (error) {
      if (!(error instanceof Failure)) onError(error);
      close(error instanceof Failure ? (refused[error.code] ?? "tryLater") : "tryLater");
    }
  }

  function renewAfter({ secondsLeft }: FeedAnswer): NodeJS.Timeout {
    return setTimeout(doubt, Math.min(limits.renewMs, secondsLeft * 1000));
  }

  function beat(): void {
    if (!hasAnswered) return socket.terminate();
    hasAnswered = false;
    socket.ping();
    if (isLive) send({ seq: at });
  }

  function sendFrame(frame: Frame | null): void {
    if (frame === null) return;
    if (sendBytes(frame.bytes)) onSent(frame.messages);
  }

  function send(message: object): void {
    sendBytes(Buffer.from(JSON.stringify(message)));
  }

  function sendBytes(bytes: Buffer): boolean {
    if (!isOpen()) return false;
    const isStuck = socket.bufferedAmount > limits.bufferBytes;
    if (isStuck) close("tooSlow");
    else socket.send(bytes, { binary: false });
    return !isStuck;
  }

  function close(why: Closing): void {
    if (!isOpen()) return;
    isLive = false;
    onClosed(why);
    socket.close(closing[why], sentences[why]);
    // Whoever does not read does not answer either.
    setTimeout(() => socket.terminate(), limits.closeMs).unref();
  }

  function isOpen(): boolean {
    return socket.readyState === socket.OPEN;
  }
};

const refused: Partial<Record<Failure["code"], Closing>> = {
  unauthenticated: "sessionEnded",
  conflict: "otherOrganization",
  forbidden: "rightsChanged",
};

const readHello = (data: RawData): z.output<typeof hello> | undefined => {
  try {
    return hello.safeParse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : "")).data;
  } catch {
    return undefined;
  }
};
