import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { queueState, startWorker } from "#core/jobs";
import type { Job } from "#core/jobs";
import { testHouse } from "../../test/harness.ts";
import { claim, complete, postpone } from "./queue.ts";
import type { Claimed } from "./queue.ts";

// The house's own worker lives today; these jobs are due in another century, and the tests' clock stands there.
const house = await testHouse();
const organization = await house.organization();
const later = (seconds = 0): Date => new Date(Date.UTC(2100, 0, 1) + seconds * 1000);

const enqueue = (kind: string, payload: Record<string, unknown> = {}, runAt = later()) =>
  house.act(organization, (ctx) => ctx.enqueue({ kind, payload, runAt }));

const jobs = async (kind: string) =>
  (
    await house.superuser.query<{
      state: string;
      attempts: number;
      fence: string;
      last_error: string | null;
      run_at: Date;
      leased_until: Date | null;
    }>("select * from job where kind = $1 order by id", [kind])
  ).rows;

const empty = () => house.superuser.query("delete from job");

const claimed = async (now: Date, leaseSeconds = 60): Promise<Claimed> => {
  const job = await claim(house.system, now, leaseSeconds);
  if (!job) throw new Error("No job was due.");
  return job;
};

const worker = (work: readonly Job[], now = later) =>
  startWorker({
    system: house.system,
    invoker: { ...house.parts, clock: () => now(), onBackgroundError: () => {} },
    jobs: work,
    idleMs: 5,
  });

const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("It did not happen within two seconds.");
};

describe("a job", () => {
  it("exists only if the command that enqueued it was committed", async () => {
    await empty();
    const broken = house.act(organization, async (ctx) => {
      await ctx.enqueue({ kind: "test.never", payload: {} });
      throw new Error("after the job");
    });
    await expect(broken).rejects.toThrow("after the job");
    await enqueue("test.made", { to: "somebody" });
    expect(await jobs("test.never")).toEqual([]);
    expect(await claimed(later())).toMatchObject({
      kind: "test.made",
      organizationId: organization.id,
      payload: { to: "somebody" },
      attempts: 1,
      fence: 1,
    });
  });

  it("is not run before it is due, and the one that has waited longest goes first", async () => {
    await empty();
    await enqueue("test.second", {}, later(10));
    await enqueue("test.first", {}, later(5));
    expect(await claim(house.system, later(4), 60)).toBeNull();
    expect((await claimed(later(10))).kind).toBe("test.first");
    expect((await claimed(later(10))).kind).toBe("test.second");
    expect(await claim(house.system, later(10), 60)).toBeNull();
  });

  it("is claimed by one of many that ask at the same moment", async () => {
    await empty();
    for (let index = 0; index < 5; index++) await enqueue("test.contended");
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => claim(house.system, later(), 60)),
    );
    const ids = claims.flatMap((job) => (job ? [job.id] : []));
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it("that somebody is just claiming is skipped, not waited for", async () => {
    await empty();
    await enqueue("test.held", {}, later(-1));
    await enqueue("test.free");
    const holder = await house.superuser.connect();
    try {
      await holder.query("begin");
      await holder.query("select from job where kind = 'test.held' for update");
      const waited = new Promise((resolve) => setTimeout(resolve, 2_000, "waited"));
      expect(await Promise.race([claimed(later()), waited])).toMatchObject({ kind: "test.free" });
    } finally {
      await holder.query("rollback");
      holder.release();
    }
  });

  it("goes to another worker when its lease ends, and the late one can neither finish nor postpone it", async () => {
    await empty();
    await enqueue("test.fenced");
    const late = await claimed(later(), 60);
    expect(await claim(house.system, later(59), 60)).toBeNull();
    const current = await claimed(later(60), 60);
    expect(current).toMatchObject({ id: late.id, fence: 2, attempts: 2 });
    expect(await complete(house.system, late, later(61))).toBe(false);
    expect(await postpone(house.system, late, later(61), "too late")).toBe(false);
    expect(await complete(house.system, current, later(61))).toBe(true);
    expect(await jobs("test.fenced")).toMatchObject([
      { state: "done", last_error: null, leased_until: null },
    ]);
  });

  it("is tried again after 1, 2, 4 … seconds and fails for good after its last attempt", async () => {
    await empty();
    await enqueue("test.failing");
    let now = 0;
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      const job = await claimed(later(now));
      await postpone(house.system, job, later(now), `attempt ${attempt}`);
      const [row] = await jobs("test.failing");
      const next = ((row?.run_at.getTime() ?? 0) - later().getTime()) / 1000;
      waits.push(next - now);
      now = next;
    }
    expect(waits.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(await jobs("test.failing")).toMatchObject([
      { state: "failed", attempts: 8, last_error: "attempt 8" },
    ]);
    expect(await claim(house.system, later(now + 99_999), 60)).toBeNull();
    expect(await queueState(house.system, later())).toEqual({
      waiting: 0,
      lagSeconds: 0,
      failed: 1,
    });
  });

  it("whose workers die every time fails after its last attempt instead of starting for ever", async () => {
    await empty();
    await enqueue("test.deadly");
    for (let attempt = 1; attempt <= 8; attempt++) await claimed(later(attempt * 60), 60);
    expect(await claim(house.system, later(9 * 60), 60)).toBeNull();
    expect(await jobs("test.deadly")).toMatchObject([
      { state: "failed", attempts: 8, last_error: expect.stringContaining("its worker stopped") },
    ]);
  });

  it("may not be read by the application, nor enqueued by the system (ASVS 8.2.1)", async () => {
    await expect(house.parts.pool.query("select from job")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(
      house.system.query(
        "insert into job (id, kind, payload, run_at, created_at) values (gen_random_uuid(), 'x', '{}', now(), now())",
      ),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("a worker", () => {
  it("runs each job once beside others, as the organisation's service, and logs it as such", async () => {
    await empty();
    const scope = await house.scope(organization, "Renamed by a job");
    const seen: unknown[] = [];
    const rename: Job = {
      kind: "test.rename",
      run: async (ctx, payload) => {
        seen.push(payload);
        await ctx.db
          .updateTable("scope")
          .set({ name: `Renamed ${JSON.stringify(payload)}` })
          .where("id", "=", scope)
          .execute();
      },
    };
    for (let index = 0; index < 12; index++) await enqueue("test.rename", { index });
    const workers = [worker([rename]), worker([rename]), worker([rename])];
    await until(async () => (await jobs("test.rename")).every(({ state }) => state === "done"));
    await Promise.all(workers.map(({ stop }) => stop()));
    expect(seen).toHaveLength(12);
    const { rows } = await house.superuser.query<{ context: unknown }>(
      "select context from log_entry where record_id = $1 and action = 'update' limit 1",
      [scope],
    );
    expect(rows[0]?.context).toMatchObject({
      kind: "service",
      operation: "test.rename",
      zone: "UTC",
    });
  });

  it("undoes what a failing job did, says why, and goes on with the others", async () => {
    await empty();
    const ran: string[] = [];
    const work: Job[] = [
      {
        kind: "test.poison",
        run: async (ctx) => {
          await sql`update scope set name = 'Poisoned' where id = ${organization.id}`.execute(
            ctx.db,
          );
          throw new Error("it cannot be done");
        },
      },
      { kind: "test.sound", run: async () => void ran.push("sound") },
    ];
    await enqueue("test.poison", {}, later(-9));
    await enqueue("test.unknown", {}, later(-8));
    await enqueue("test.sound");
    const one = worker(work);
    await until(() => ran.length === 1);
    await one.stop();
    expect(await jobs("test.poison")).toMatchObject([
      { state: "waiting", last_error: "it cannot be done" },
    ]);
    expect(await jobs("test.unknown")).toMatchObject([
      { last_error: "Nobody here runs jobs of kind test.unknown." },
    ]);
    const { rowCount } = await house.superuser.query("select from scope where name = 'Poisoned'");
    expect(rowCount).toBe(0);
  });

  it("finishes the job in hand before it stops, and takes no other", async () => {
    await empty();
    const events: string[] = [];
    const release = Promise.withResolvers<void>();
    const slow: Job = {
      kind: "test.slow",
      run: async () => {
        events.push("began");
        await release.promise;
        events.push("ended");
      },
    };
    await enqueue("test.slow");
    await enqueue("test.slow");
    const one = worker([slow]);
    await until(() => events.length === 1);
    const stopped = one.stop().then(() => events.push("stopped"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(events).toEqual(["began"]);
    release.resolve();
    await stopped;
    expect(events).toEqual(["began", "ended", "stopped"]);
    expect((await jobs("test.slow")).map(({ state }) => state).toSorted()).toEqual([
      "done",
      "waiting",
    ]);
  });
});
