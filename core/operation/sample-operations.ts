import { sql } from "kysely";
import { z } from "zod";
import { statement } from "#core/database";
import { command, open, query, signedIn } from "#core/operation";

const anybody = signedIn("A sample that the tests call.");
const done = z.strictObject({ done: z.literal(true) });
const input = z.strictObject({});
const path = (name: string) => `/samples/${name}`;
const example = { input: {}, output: { done: true } };
const pair = z.strictObject({ first: z.uuid(), second: z.uuid() });
const someId = "0198f1a0-0000-7000-8000-0000000000e1";

/** How often each sample ran; a test sets what it wants to see to nothing first. */
export const runs = { lockBoth: 0, firstLocked: 0, failing: 0, failures: 0 };

/** Locks two notices one after the other, so that two callers in opposite order meet. */
const lockBoth = command({
  id: "sample.lockBoth",
  summary: "Two rows in the caller's order",
  permission: anybody,
  http: { method: "POST", path: path("lock-both") },
  input: pair,
  output: done,
  example: { input: { first: someId, second: someId }, output: { done: true } },
  run: async (ctx, { first, second }) => {
    runs.lockBoth += 1;
    // Entered without a permission, so no scope is in sight yet.
    await sql`select set_config('plumb.scopes', ${`{${ctx.organization.id}}`}, true)`.execute(
      ctx.db,
    );
    await sql`update notice set pinned = not pinned where id = ${first}`.execute(ctx.db);
    runs.firstLocked += 1;
    while (runs.firstLocked < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await sql`update notice set pinned = not pinned where id = ${second}`.execute(ctx.db);
    return { done: true } as const;
  },
});

/** Fails as a serialisable transaction does, as often as the test says. */
const failing = command({
  id: "sample.failing",
  summary: "Fails with 40001 at first",
  permission: anybody,
  http: { method: "POST", path: path("failing") },
  input,
  output: done,
  example,
  run: async (ctx) => {
    runs.failing += 1;
    await ctx.enqueue({ kind: "sample.left", payload: { run: runs.failing } });
    if (runs.failing <= runs.failures)
      await sql`do $$ begin raise exception 'could not serialize' using errcode = '40001'; end $$`.execute(
        ctx.db,
      );
    return { done: true } as const;
  },
});

const slow = command({
  id: "sample.slow",
  summary: "Longer than its statement may take",
  permission: anybody,
  http: { method: "POST", path: path("slow") },
  input,
  output: done,
  example,
  run: async (ctx) => {
    await sql`set local statement_timeout = '50ms'`.execute(ctx.db);
    await sql`select pg_sleep(2)`.execute(ctx.db);
    return { done: true } as const;
  },
});

const draw = command({
  id: "sample.draw",
  summary: "Draws a number, and fails after it when told to",
  permission: anybody,
  http: { method: "POST", path: path("draw") },
  input: z.strictObject({ fail: z.boolean() }),
  output: z.strictObject({ number: z.int() }),
  example: { input: { fail: false }, output: { number: 1 } },
  run: async (ctx, { fail }) => {
    const number = await ctx.nextNumber("sample");
    if (fail) throw new Error("after the number");
    return { number };
  },
});

const writing = [anybody, open("A sample that the tests call.")].map((permission, index) =>
  query({
    id: index === 0 ? "sample.writes" : "sample.writesOpenly",
    summary: "A read that writes",
    permission,
    http: { method: "GET", path: path(index === 0 ? "writes" : "writes-openly") },
    input,
    output: done,
    example,
    read: () => statement`with sent as (insert into mail (id, recipient, subject, body, created_at)
      values (gen_random_uuid(), 'a@example.org', 'x', 'x', now()) returning id) select '{"done":true}' as json from sent`,
  }),
);

const limits = query({
  id: "sample.limits",
  summary: "What the transaction may take",
  permission: anybody,
  http: { method: "GET", path: path("limits") },
  input,
  output: z.record(z.string(), z.string()),
  example: { input: {}, output: {} },
  read: () => statement`select json_build_object('statement', current_setting('statement_timeout'), 'lock', current_setting('lock_timeout'),
    'idle', current_setting('idle_in_transaction_session_timeout'), 'readOnly', current_setting('transaction_read_only'),
    'isolation', current_setting('transaction_isolation'), 'zone', current_setting('TimeZone'))::text as json`,
});

export const samples = [lockBoth, failing, slow, draw, ...writing, limits];
