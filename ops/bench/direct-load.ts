import { beginOf, createPool, prepared, statement, together } from "#core/database";
import type { Statement } from "#core/database";
import { measured } from "./http-load.ts";
import type { Load, Measured } from "./http-load.ts";

export type Wall = { readonly organization: string; readonly scopes: readonly string[] };

/** The yardstick: begin, settings, statement, commit as the application role, through the same driver, without any server. */
export const loadDirect = async (
  url: string,
  { seconds, connections }: Load,
  turnOf: (turn: number) => { readonly wall: Wall; readonly sql: Statement },
): Promise<Measured> => {
  const pool = createPool(url, { max: connections, name: "plumbline-bench", onError: () => {} });
  const times: number[] = [];
  let errors = 0;
  let turn = 0;
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  const began = performance.now();
  const until = began + seconds * 1000;
  try {
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) {
          const { wall, sql } = turnOf(turn++);
          const sent = performance.now();
          const settings = statement`select set_config('plumb.org', ${wall.organization}, true), set_config('plumb.scopes', ${`{${wall.scopes.join(",")}}`}, true),
            set_config('plumb.today', '2026-06-01', true), set_config('plan_cache_mode', 'force_generic_plan', true)`;
          const results = await Promise.allSettled(
            together(client, () => [
              client.query(beginOf(sql)),
              client.query(prepared(settings)),
              client.query(prepared(sql)),
              client.query("commit"),
            ]),
          );
          times.push(performance.now() - sent);
          if (results.some(({ status }) => status === "rejected")) errors += 1;
        }
      }),
    );
    return measured(times, errors, (performance.now() - began) / 1000);
  } finally {
    for (const client of clients) client.release();
    await pool.end();
  }
};
