import type { PoolClient } from "pg";
import { describe, expect, it } from "vitest";
import { createTurns, TooBusy } from "./turns.ts";

/** A source of connections that hands one out when the test says so, and a clock that the test moves. */
const scene = () => {
  let at = 0;
  let released = 0;
  const waiting: ((client: PoolClient) => void)[] = [];
  const turns = createTurns(
    () => new Promise((resolve) => waiting.push(resolve)),
    () => at,
  );
  const client = { release: () => void (released += 1) } as PoolClient;
  return {
    turns,
    released: () => released,
    pass: (ms: number) => void (at += ms),
    serve: (count: number) => {
      for (const next of waiting.splice(0, count)) next(client);
      return new Promise(setImmediate);
    },
    ask: (count: number) =>
      Array.from({ length: count }, () => turns.take().catch((error: unknown) => error)),
  };
};

describe("the line for a connection", () => {
  it("lets a burst in, however large, while its first waits no longer than a moment", () => {
    const { turns, ask, pass } = scene();
    void ask(5_000);
    pass(350);
    expect(turns.admits()).toBe(true);
    expect(turns.shed()).toBe(0);
  });

  it("sends away at once when it is longer than what is done in the time people wait", async () => {
    const { turns, ask, pass, serve } = scene();
    void ask(900);
    for (let tenth = 0; tenth < 6; tenth++) {
      await serve(10);
      pass(100);
      void ask(10);
    }
    // A hundred a second, so 150 may wait at most; 900 do.
    expect(turns.admits()).toBe(false);
    expect(turns.shed()).toBe(1);
    await serve(900);
    pass(100);
    expect(turns.admits()).toBe(true);
  });

  it("takes more where more is done", async () => {
    const { turns, ask, pass, serve } = scene();
    void ask(500);
    for (let tenth = 0; tenth < 10; tenth++) {
      pass(100);
      await serve(150);
      void ask(150);
    }
    // 1,500 a second: 500 wait a third of one.
    pass(400);
    expect(turns.admits()).toBe(true);
  });

  it("sends away whoever's turn comes too late, and gives the connection on", async () => {
    const { turns, ask, pass, serve, released } = scene();
    const [first, second, last] = [...ask(1), ...ask(1), ...ask(1)];
    pass(1_400);
    await serve(1);
    expect(await first).not.toBeInstanceOf(TooBusy);
    pass(200);
    expect(turns.admits()).toBe(false);
    await serve(1);
    expect(await second).toBeInstanceOf(TooBusy);
    expect(released()).toBe(1);
    expect(turns.shed()).toBe(2);
    // Behind the last one nobody waits: refusing it would spare nobody anything.
    await serve(1);
    expect(await last).not.toBeInstanceOf(TooBusy);
    expect(turns.admits()).toBe(true);
  });
});
