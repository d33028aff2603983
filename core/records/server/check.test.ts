import { describe, expect, it } from "vitest";
import { createPool } from "#core/database";
import type { RecordType } from "#core/records";
import { checkRecords } from "#core/records/server";
import { testHouse } from "../../../test/harness.ts";
import { calibration } from "../../../test/records/sample/calibration.ts";
import { finding } from "../../../test/records/sample/finding.ts";
import { withSample } from "../../../test/records/sample/house.ts";
import { apps } from "../../../test/harness.ts";

const house = await testHouse(withSample);
const types = [...apps.flatMap(({ records = [] }) => records), calibration, finding];
const found = async (sql = "", changed: readonly RecordType[] = types) => {
  const pool = createPool(house.superuserUrl, { max: 1, name: "check", onError: () => {} });
  try {
    await pool.query(`begin; ${sql}`);
    return await checkRecords(pool, changed);
  } finally {
    await pool.query("rollback");
    await pool.end();
  }
};
const as = (change: Partial<RecordType>): readonly RecordType[] =>
  types.map((type) => (type === calibration ? { ...calibration, ...change } : type));
const field = (name: string, change: object): readonly RecordType[] =>
  as({
    fields: {
      ...calibration.fields,
      [name]: { ...calibration.fields[name], ...change } as RecordType["fields"][string],
    },
  });

describe("what keeps a declaration and the database apart", () => {
  it("is nothing, as they are delivered", async () => {
    expect(await found()).toEqual([]);
  });

  it.each([
    [
      "a table that is missing",
      "drop table finding",
      "sample.finding: there is no table finding. Write its migration; plumb schema draft begins it.",
    ],
    [
      "a column that is missing",
      "alter table calibration drop remark",
      "sample.calibration: the table calibration lacks the column remark text.",
    ],
    [
      "a column of another type",
      "alter table calibration alter deviation type numeric",
      "sample.calibration: the column calibration.deviation is numeric and must be bigint.",
    ],
    [
      "an index that is missing",
      "drop index calibration_kind",
      "sample.calibration: no index begins with (org_id, scope_id, kind), and lists use it.",
    ],
    [
      "an index in another order",
      "drop index calibration_kind; create index calibration_kind on calibration (org_id, kind, scope_id, id)",
      "sample.calibration: no index begins with (org_id, scope_id, kind), and lists use it.",
    ],
  ])("is %s", async (_, sql, says) => {
    expect(await found(sql)).toEqual([says]);
  });

  it.each([
    ["personal", { personal: true }],
    ["changed-only", { changedOnly: true }],
  ])(
    "is a field that is %s in the declaration alone, or in the table alone",
    async (what, change) => {
      const says = `sample.calibration: calibration.remark is ${what} either in the declaration or in protect_table, and must be in both.`;
      expect(await found("", field("remark", change))).toEqual([says]);
      const comment = `comment on table calibration is 'tenant; type: sample.calibration; ${what}: remark'`;
      expect(await found(comment)).toEqual([says]);
      expect(await found(comment, field("remark", change))).toEqual([]);
    },
  );

  it("comes after what is wrong with the declaration itself", async () => {
    expect(await found("drop table finding", as({ create: "make" }))).toEqual([
      expect.stringContaining('"make" that making one takes'),
    ]);
  });
});

describe("machines that have begun records (0015)", () => {
  it("are remembered at the first start", async () => {
    const { rows } = await house.superuser.query(
      "select type, definition from record_definition order by type",
    );
    expect(rows).toEqual(
      types
        .map(({ name }) => ({ type: name, definition: 1 }))
        .toSorted((a, b) => (a.type < b.type ? -1 : 1)),
    );
  });

  it("must all be there at every later start", async () => {
    const says = (version: number) =>
      `sample.calibration: records here may follow version ${version} of its machine, which this version of Plumbline lacks. Install the version that has it, or a later one.`;
    expect(await found("", as({ version: 2 }))).toEqual([says(1)]);
    expect(await found("", as({ version: 2, earlier: [calibration] }))).toEqual([]);
    expect(await found("insert into record_definition values ('sample.calibration', 7)")).toEqual([
      says(7),
    ]);
    expect(
      await found(
        "",
        types.filter((type) => type !== calibration),
      ),
    ).toEqual([says(1)]);
  });
});
