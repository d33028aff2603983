import { afterAll, describe, expect, it } from "vitest";
import {
  createPool,
  inOneAnswer,
  plain,
  prepared,
  type Statement,
  statement,
} from "#core/database";
import { cloneDatabase } from "../../test/harness.ts";

const { urls, drop } = await cloneDatabase();
const pool = createPool(urls.app, { max: 1, name: "one-answer", onError: () => undefined });
afterAll(async () => {
  await pool.end();
  await drop();
});

const send = async (...statements: readonly Statement[]) => {
  const client = await pool.connect();
  try {
    const { results, failed } = await inOneAnswer(client, statements);
    if (failed) await client.query("rollback");
    return { rows: results.map(({ rows }) => rows), failed };
  } finally {
    client.release();
  }
};

const begin = plain("begin");
const commit = plain("commit");
const divided = (by: number) => statement`select 10 / ${by}::int as share`;

describe("statements in one answer", () => {
  it("come back each with its rows, in the types of the pool", async () => {
    const day = statement`select ${"2026-11-21"}::date as day, ${7}::bigint as many, ${["a", "b"]}::text[] as texts, ${null}::text as nothing`;
    for (const _ of ["parsed first", "known by its name"]) {
      const { rows, failed } = await send(begin, day, divided(5), divided(2), commit);
      expect(failed).toBeUndefined();
      expect(rows).toEqual([
        [],
        [{ day: "2026-11-21", many: 7, texts: ["a", "b"], nothing: null }],
        [{ share: 2 }],
        [{ share: 5 }],
        [],
      ]);
    }
  });

  it("end at the first failure, with what was answered before, and nothing of it stays", async () => {
    const before = statement`select set_config('plumb.sample', 'left', false)`;
    const { rows, failed } = await send(
      begin,
      before,
      divided(0),
      statement`select 'later' as word`,
      commit,
    );
    expect(failed).toMatchObject({ code: "22012" });
    expect(rows).toEqual([[], [{ set_config: "left" }]]);
    const after = await send(statement`select current_setting('plumb.sample', true) as sample`);
    expect(after.rows[0]).not.toEqual([{ sample: "left" }]);
  });

  it("count a statement that fails among its rows as not answered", async () => {
    const late = statement`select 10 / (3 - n) as share from generate_series(1, ${5}::int) n`;
    const { rows, failed } = await send(begin, late, commit);
    expect(failed).toMatchObject({ code: "22012" });
    expect(rows).toEqual([[]]);
  });

  it("may be sent again and by the driver itself, wherever they failed", async () => {
    const never = statement`select no_such_column`;
    const skipped = statement`select 'skipped at first' as word`;
    const dividing = statement`select 12 / ${0}::int as share`;
    for (const failing of [never, dividing, never]) {
      expect((await send(begin, failing, skipped, commit)).failed).toBeInstanceOf(Error);
    }
    const client = await pool.connect();
    await expect(client.query(prepared(dividing))).rejects.toMatchObject({ code: "22012" });
    await expect(client.query(prepared(never))).rejects.toMatchObject({ code: "42703" });
    expect((await client.query(prepared(skipped))).rows).toEqual([{ word: "skipped at first" }]);
    client.release();
    expect((await send(skipped)).rows).toEqual([[{ word: "skipped at first" }]]);
  });

  it("fail where a value cannot be sent, and the connection goes on", async () => {
    const unfit = statement`select ${Object.assign(
      {},
      {
        toPostgres: () => {
          throw new Error("unfit");
        },
      },
    )}::text as word`;
    expect((await send(begin, unfit, commit)).failed).toMatchObject({ message: "unfit" });
    expect((await send(begin, divided(1), commit)).rows).toEqual([[], [{ share: 10 }], []]);
  });
});
