import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "./server.ts";

/** `ended` resolves once the server is down for good: with the fault when it was given up, with nothing after `stop`. */
export type Supervised = { ended: Promise<Error | undefined>; stop(): Promise<void> };

const backOff = [0, 250, 1_000, 2_000, 4_000];
const quick = 60_000;

/** Keeps a server running: starts it again when it ends unasked, more slowly each time, until it has failed too often too quickly. */
export async function supervise(
  start: (aborted: AbortSignal) => Promise<Server>,
  say: (line: string) => void,
): Promise<Supervised> {
  const stopping = new AbortController();
  const failures: number[] = [];
  let server = await start(stopping.signal);
  const ended = keepRunning();
  return { ended, stop };

  async function keepRunning(): Promise<Error | undefined> {
    for (;;) {
      const fault = await restart(`it ended with ${await server.exited}`);
      if (fault || stopping.signal.aborted) return fault;
      say("The database server runs again.");
    }
  }

  async function restart(why: string): Promise<Error | undefined> {
    for (let fault = why; ;) {
      if (stopping.signal.aborted) return undefined;
      failures.push(Date.now());
      const delay = backOff[failures.filter((at) => at > Date.now() - quick).length - 1];
      if (delay === undefined) return givenUp(fault);
      say(`The database server is down (${fault}); starting it again.`);
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      try {
        server = await start(stopping.signal);
        // Asked to stop in the very moment it came up.
        return stopping.signal.aborted ? await server.stop().then(() => undefined) : undefined;
      } catch (error) {
        fault = (error as Error).message;
      }
    }
  }

  function givenUp(fault: string): Error {
    const error = new Error(
      `The database server failed ${backOff.length + 1} times within a minute (last: ${fault}) and is not started again. ` +
        "Mend the cause, then start Plumbline again.",
    );
    say(error.message);
    return error;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await server.stop();
    await ended;
  }
}
