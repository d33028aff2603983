import { expect, test } from "vitest";
import type { SampleLog } from "./sample-log.ts";
import { exportSample, sampleEntries, sampleLog } from "./sample-log.ts";
import { nodePrimitives, verifyExport } from "./verify.ts";

const verify = async (log: SampleLog) => verifyExport([await exportSample(log)], nodePrimitives());

test("after an erasure the log verifies and says which entry withholds what", async () => {
  const log = withErasure([
    [1, ["author_id", "title"]],
    [2, ["title"]],
    [4, ["@address"]],
  ]);
  withhold(log, 1, ["author_id", "title"]);
  withhold(log, 2, ["title"]);
  withhold(log, 4, ["@address"]);
  expect(await verify(log)).toMatchObject({
    ok: true,
    withheld: [
      { entry: 1, field: "author_id", by: 6 },
      { entry: 1, field: "title", by: 6 },
      { entry: 2, field: "title", by: 6 },
      { entry: 4, field: "@address", by: 6 },
    ],
  });
});

test("an entry may withhold values of its own", async () => {
  const log = withErasure([[6, ["@device"]]]);
  withhold(log, 6, ["@device"]);
  expect(await verify(log)).toMatchObject({
    ok: true,
    withheld: [{ entry: 6, field: "@device", by: 6 }],
  });
});

test("a gap that no entry explains is refused", async () => {
  const log = withErasure([[1, ["title"]]]);
  withhold(log, 1, ["title"]);
  const file = (await exportSample(log)).toString();
  const without = file.replace(/"author_id":\["[^"]+",\[[^\]]+\]\],/, "");
  const { fault } = await verifyExport([Buffer.from(without)], nodePrimitives());
  expect(fault).toEqual({ entry: 1, says: "its author_id is missing and no entry withholds it" });
});

test("a value that is still there although an entry withholds it is refused: an erasure is complete", async () => {
  const { fault } = await verify(withErasure([[2, ["title"]]]));
  expect(fault).toEqual({ entry: 2, says: "entry 6 withholds its title, yet it is here" });
});

test("no entry withholds what comes after it", async () => {
  const log = withErasure([[5, ["route"]]], 2);
  withhold(log, 5, ["route"]);
  const { fault } = await verify(log);
  expect(fault).toEqual({ entry: 5, says: "its route is missing and no entry withholds it" });
});

test("an export during which an erasure happens is refused: its later entries would withhold what its earlier lines show", async () => {
  const log = withErasure([[1, ["title"]]]);
  withhold(log, 1, ["title"]);
  await expect(exportSample(log, 5)).rejects.toThrow(
    /erased while the log was exported.*Export it again/,
  );
});

function withErasure(withholds: [number, string[]][], by = 6): SampleLog {
  const entries = sampleEntries(6);
  return sampleLog(entries.map((entry, i) => (i === by - 1 ? { ...entry, withholds } : entry)));
}

/** What the database's own erasure does to a row: salts and values go, the header stays. */
function withhold(log: SampleLog, n: number, fields: string[]): void {
  const row = log.rows[n - 1];
  if (row === undefined) throw new Error(`there is no entry ${n}`);
  const without = (json: string | null, names: string[]) =>
    json &&
    JSON.stringify(
      Object.fromEntries(
        Object.entries(JSON.parse(json)).filter(([name]) => !names.includes(name)),
      ),
    );
  row.salts = without(row.salts, fields) ?? "";
  row.old = without(row.old, fields);
  row.new = without(row.new, fields);
  row.context =
    without(
      row.context,
      fields.map((name) => name.replace("@", "")),
    ) ?? "";
}
