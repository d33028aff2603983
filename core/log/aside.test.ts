import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { runCycle } from "./cycle.ts";
import { mendTree } from "./mend.ts";
import { readStoredHorizon } from "./pending.ts";
import { addFact, logRig, pinNotice } from "./sequencer-rig.ts";
import { nodePrimitives, verifyExport } from "./verify.ts";

const rig = await logRig();

const ask = (sql: string, ...values: unknown[]) => rig.everybody.query(sql, values);
const verify = async (org: string) => verifyExport([await rig.export(org)], nodePrimitives(), {});
const allOf = (org: string) => ask("select from log_entry where org_id = $1", org);
const isAside = async (org: string) =>
  (await ask("select from log_tree_aside where org_id = $1", org)).rowCount === 1;

/** Two organisations, both signed, and a sequencer that is told when to work. */
const settled = async () => {
  const [struck, other] = [await rig.organization(), await rig.organization()];
  const sequencer = rig.sequencer();
  await until(sequencer, () => isNumbered(struck.id));
  await until(sequencer, () => isNumbered(other.id));
  await sequencer.stop();
  return { struck, other, sequencer: rig.sequencer() };
};
type Settled = Awaited<ReturnType<typeof settled>>;

/** One change in each, and as many cycles as it takes. */
const work = async ({ struck, other, sequencer }: Settled): Promise<string[]> => {
  for (const { id, notice } of [struck, other]) await ask(pinNotice, id, notice);
  const said = await until(
    sequencer,
    async () => (await isAside(struck.id)) && (await isNumbered(other.id)),
  );
  await sequencer.cycle();
  // Its own first look may have met the change before we asked.
  return [...new Set([...said, ...sequencer.faults])];
};

/** On a busy machine a lease may be lost for a while; what the cycles said is answered. */
const until = async (
  { cycle }: { cycle: () => Promise<number> },
  isDone: () => Promise<boolean>,
): Promise<string[]> => {
  const said: string[] = [];
  for (const began = performance.now(); !(await isDone());) {
    if (performance.now() - began > 15_000) throw new Error("It never came to be.");
    await cycle().catch((error: Error) => said.push(error.message));
    await wait(10);
  }
  return said;
};

const isNumbered = async (org: string) =>
  (await rig.leaves(org)).length === (await allOf(org)).rowCount;

test.each([
  ["peaks taken away", "update log_tree set peaks = peaks[2:] where org_id = $1"],
  ["a peak cut short", "update log_tree set peaks[1] = substr(peaks[1], 2) where org_id = $1"],
  ["no peak but null", "update log_tree set peaks[1] = null where org_id = $1"],
  ["another peak", "update log_tree set peaks[1] = sha256('x') where org_id = $1"],
  ["a smaller size", "update log_tree set size = size - 1 where org_id = $1"],
  ["a larger size", "update log_tree set size = size + 1 where org_id = $1"],
  ["no tree at all", "delete from log_tree where org_id = $1"],
])(
  "Part 11 11.10(e): a log whose tree was changed (%s) is set aside, the others go on, and mending numbers what waited",
  async (_, change) => {
    const all = await settled();
    const { struck, other, sequencer } = all;
    const before = (await rig.leaves(struck.id)).length;
    await ask(change, struck.id);

    const said = await work(all);
    expect(said).toEqual([expect.stringContaining(`plumb log mend --org ${struck.id}`)]);
    expect(await isAside(struck.id)).toBe(true);
    expect(sequencer.lag().pending).toBe(0);
    expect((await rig.leaves(struck.id)).length).toBe(before);

    expect(await mendTree(rig.system, struck.id)).toBe(before);
    await sequencer.stop();
    expect(await isAside(struck.id)).toBe(false);
    const next = rig.sequencer();
    await until(next, () => isNumbered(struck.id));
    await next.stop();
    expect(await verify(struck.id)).toMatchObject({ ok: true });
    expect(await verify(other.id)).toMatchObject({ ok: true });
  },
);

test(
  "a sequencer that goes on running hears that a log was mended",
  { timeout: 30_000 },
  async () => {
    const { struck, other, sequencer } = await settled();
    await sequencer.stop();
    const running = rig.sequencer(20);
    await ask("update log_tree set peaks = '{}' where org_id = $1", struck.id);
    for (const { id, notice } of [struck, other]) await ask(pinNotice, id, notice);
    await expect.poll(() => running.lag().aside, { timeout: 8000 }).toBe(1);
    await ask(pinNotice, struck.id, struck.notice);
    await ask(pinNotice, other.id, other.notice);
    await mendTree(rig.system, struck.id);
    await expect.poll(() => running.lag().aside, { timeout: 8000 }).toBe(0);
    const count = async () => (await rig.leaves(struck.id)).length;
    await expect.poll(count, { timeout: 8000 }).toBe((await allOf(struck.id)).rowCount);
    await running.stop();
    expect(await verify(struck.id)).toMatchObject({ ok: true });
  },
);

test("what waits in a log set aside never stands in the way of the others, however much it is", async () => {
  const all = await settled();
  const { struck, other } = all;
  await ask("update log_tree set peaks = '{}' where org_id = $1", struck.id);
  await work(all);
  await all.sequencer.stop();
  const many = addFact.replace(/values \((.*)\)$/, "select $1 from generate_series(1, 4000)");
  for (const type of ["test.first", "test.second"]) await ask(many, struck.id, type);
  await ask(pinNotice, other.id, other.notice);
  await ask("update log_sequencer set done_before = '0'");
  const next = rig.sequencer();
  await until(next, () => isNumbered(other.id));
  expect(await isNumbered(struck.id)).toBe(false);
});

test("a cycle that begins as a log is mended writes nothing and looks again from where that log was left", async () => {
  const all = await settled();
  const { struck, sequencer } = all;
  const stale = await readStoredHorizon(rig.system);
  await ask("update log_tree set peaks = '{}' where org_id = $1", struck.id);
  await work(all);
  await sequencer.stop();
  await mendTree(rig.system, struck.id);
  const { key, installation, system: pool } = rig;
  const before = await readStoredHorizon(pool);
  const cycle = await runCycle({ pool, key, installation, holder: randomUUID() }, stale, true);
  expect(cycle).toEqual({ numbered: 0, horizon: before });
  expect(Number(before.mended)).toBe(Number(stale.mended) + 1);
  expect(await readStoredHorizon(pool)).toEqual(before);
});

test("the log of a simulated installation carries that word in its export and still verifies", async () => {
  const { id } = await rig.organization();
  await ask("update installation set simulated = true");
  const sequencer = rig.sequencer();
  await until(sequencer, async () => (await rig.checkpoint(id)) !== "");
  expect(await verify(id)).toMatchObject({
    ok: true,
    origin: `plumbline-simulated/${rig.installation}/${id}`,
  });
  await ask("update installation set simulated = false");
});

test("a log whose entries were changed too is beyond mending, stays aside, and nothing is written", async () => {
  const all = await settled();
  const { struck } = all;
  await ask("update log_tree set peaks = '{}' where org_id = $1", struck.id);
  await ask("update log_leaf set header = header || ' ' where org_id = $1 and n = 2", struck.id);
  await work(all);
  await expect(mendTree(rig.system, struck.id)).rejects.toThrow("cannot be mended");
  await ask("delete from log_leaf where org_id = $1 and n = 2", struck.id);
  await expect(mendTree(rig.system, struck.id)).rejects.toThrow("entry 2 is missing");
  expect(await isAside(struck.id)).toBe(true);
  const nobody = "00000000-0000-4000-8000-000000000000";
  await expect(mendTree(rig.system, nobody)).rejects.toThrow("There is no log of");
});
