import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { addFact, inTransaction, logRig, pinNotice } from "./sequencer-rig.ts";
import { nodePrimitives, verifyExport } from "./verify.ts";

const rig = await logRig();
const verify = async (org: string, since?: string) =>
  verifyExport([await rig.export(org)], nodePrimitives(), { since });

test("Part 11 11.10(e): racing writers of one record are numbered in the order of its versions, a transaction open beside them", async () => {
  const { id, notice } = await rig.organization();
  const open = await rig.everybody.connect();
  await open.query("begin");
  await open.query(addFact, [id, "test.leftOpen"]);
  const sequencer = rig.sequencer(10);
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; i < 10; i++) {
      await inTransaction(rig.everybody, async (client) => {
        await client.query(addFact, [id, `test.before${writer}`]);
        await client.query(pinNotice, [id, notice]);
        if (i % 3 === 0) await client.query(addFact, [id, "test.after"]);
      });
    }
  });
  await Promise.all(writers);
  await expect
    .poll(async () => (await rig.leaves(id)).filter(({ type }) => type === "home.notice").length)
    .toBe(81);
  expect((await rig.leaves(id)).some(({ type }) => type === "test.leftOpen")).toBe(false);
  await open.query("commit");
  open.release();
  await expect.poll(async () => (await rig.leaves(id)).at(-1)?.type).toBe("test.leftOpen");

  const leaves = await rig.leaves(id);
  expect(leaves.map(({ n }) => Number(n))).toEqual(leaves.map((_, i) => i + 1));
  const versions = leaves
    .filter(({ type }) => type === "home.notice")
    .map(({ version }) => Number(version));
  expect(versions).toEqual(versions.map((_, i) => i + 1));
  const transactions = leaves.map(({ txid }) => txid).filter((txid, i, all) => txid !== all[i - 1]);
  expect(new Set(transactions).size).toBe(transactions.length);
  const times = leaves.map(({ sequenced_at: at }) => at);
  expect(times.toSorted()).toEqual(times);
  await sequencer.stop();
  expect(sequencer.faults).toEqual([]);
  expect(await verify(id)).toMatchObject({ ok: true, entries: leaves.length });
});

test("a sequencer that was paused finds itself overtaken and writes nothing", async () => {
  const { id, notice } = await rig.organization();
  const first = rig.sequencer();
  const expire = () => rig.everybody.query(expireLease);
  const fence = async () =>
    (await rig.everybody.query("select fence::int from log_sequencer")).rows[0]?.fence;
  await first.cycle();
  const second = rig.sequencer();
  const before = await fence();
  await rig.everybody.query(pinNotice, [id, notice]);
  expect(await second.cycle()).toBe(0);
  await expire();
  expect(await second.cycle()).toBe(1);
  expect(await fence()).toBe(before + 1);
  await rig.everybody.query(pinNotice, [id, notice]);
  expect(await first.cycle()).toBe(0);
  expect(first.lag().pending).toBe(1);
  expect(await second.cycle()).toBe(1);
  await second.stop();
  await rig.everybody.query(pinNotice, [id, notice]);
  expect(await first.cycle()).toBe(1);
  await first.stop();
  expect((await verify(id)).ok).toBe(true);
});

test("a sequencer that stops in mid-cycle holds nobody up, and when it goes on its cycle is void", async () => {
  const { id, notice } = await rig.organization();
  const stuck = rig.sequencer();
  await stuck.cycle();
  const other = rig.sequencer();
  await rig.everybody.query(pinNotice, [id, notice]);
  await inTransaction(rig.everybody, async (gate) => {
    await gate.query("lock table log_leaf in share mode");
    const cycle = stuck.cycle().catch((error: Error) => error.message);
    await expect.poll(async () => (await waitingBackends()).length).toBe(1);
    await rig.everybody.query("select pg_terminate_backend($1)", await waitingBackends());
    expect(await cycle).toMatch(/terminat/);
  });
  await rig.everybody.query(expireLease);
  expect(await other.cycle()).toBe(1);
  expect(await stuck.cycle()).toBe(0);
  const leaves = await rig.leaves(id);
  expect(leaves.map(({ n }) => Number(n))).toEqual(leaves.map((_, i) => i + 1));
  await other.stop();
  await stuck.stop();
  expect((await verify(id)).ok).toBe(true);
});

test("an entry has its number at most 300 ms and its checkpoint at most 2 s after the commit", async () => {
  const { id, notice } = await rig.organization();
  const sequencer = rig.sequencer(100);
  await expect.poll(() => rig.checkpoint(id)).not.toBe("");
  const before = (await rig.leaves(id)).length;
  const numbered: number[] = [];
  const signed: number[] = [];
  for (let i = 0; i < 9; i++) {
    await wait(37 * i);
    await rig.everybody.query(pinNotice, [id, notice]);
    const committed = performance.now();
    const size = before + 1 + i;
    while ((await rig.leaves(id)).length < size) await wait(5);
    numbered.push(performance.now() - committed);
    if (i % 4 > 0) continue;
    while (!(await rig.checkpoint(id)).includes(`\n${size}\n`)) await wait(20);
    signed.push(performance.now() - committed);
  }
  const worst = (all: number[]) => Math.round(Math.max(...all));
  console.log(`numbered within ${worst(numbered)} ms, signed within ${worst(signed)} ms`);
  expect(numbered.toSorted((a, b) => a - b)[7]).toBeLessThan(300);
  expect(worst(signed)).toBeLessThan(2300);
  await sequencer.stop();
});

test("a backlog is taken in whole transactions, and nothing is signed when nothing has changed", async () => {
  const { id } = await rig.organization();
  const sequencer = rig.sequencer();
  while ((await sequencer.cycle()) > 0);
  for (const type of ["test.first", "test.second"]) {
    await rig.everybody.query(
      addFact.replace(/values \((.*)\)$/, "select $1 from generate_series(1, 4000)"),
      [id, type],
    );
  }
  expect(sequencer.lag()).toEqual({ pending: 0, seconds: 0, aside: 0 });
  expect(await sequencer.cycle()).toBe(4000);
  expect(sequencer.lag().pending).toBe(4000);
  expect(await sequencer.cycle()).toBe(4000);
  expect(await sequencer.cycle()).toBe(0);
  await sequencer.stop();
  const count = "select count(*)::int from log_checkpoint";
  const before = (await rig.everybody.query(count)).rows;
  const next = rig.sequencer(10);
  await wait(1500);
  await next.stop();
  expect((await rig.everybody.query(count)).rows).toEqual(before);
  expect(await verify(id)).toMatchObject({ ok: true });
});

async function waitingBackends(): Promise<number[]> {
  const { rows } = await rig.everybody.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'sequencer' and wait_event_type = 'Lock' and datname = current_database()",
  );
  return rows.map(({ pid }) => pid);
}

const expireLease = "update log_sequencer set until = clock_timestamp() - interval '1 second'";
