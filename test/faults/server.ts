import { join } from "node:path";
import type { PoolClient } from "pg";
import { pino } from "pino";
import { migrate, startEmbedded } from "#core/database";
import { readHttpSettings } from "#core/http";
import { loadOrCreateLogKey } from "#core/log";
import { generate } from "../../ops/bench/data.ts";
import { addJudge } from "../../ops/bench/record-load.ts";
import { prepareEmbedded } from "../../ops/house/embedded.ts";
import { openHouse } from "../../ops/house/house.ts";

/**
 * The server that the faults strike, in a process of its own on an embedded cluster with full durability. Its parent shifts
 * its clock and holds its connections by message; it ends with its parent.
 */
export type Order = { readonly shiftMs?: number; readonly hold?: number };

const dataDir = process.env["DATA_DIR"];
if (!dataDir) throw new Error("The fault suite starts this with a DATA_DIR of its own.");
const say = (line: string): void => console.log(line);
let shiftMs = 0;

try {
  const embedded = await startEmbedded({ dataDir, say });
  const urls = await prepareEmbedded(embedded);
  const isNew = (await migrate(urls.migration)).length > 0;
  const house = await openHouse({
    urls,
    logKey: loadOrCreateLogKey(join(embedded.dataDir, "log.key")),
    http: readHttpSettings({ API_RATE_LIMIT: "0", SIGN_IN_RATE_LIMIT: "0" }, { demo: false })
      .settings,
    publicUrl: "http://localhost",
    demo: false,
    clock: () => new Date(Date.now() + shiftMs),
    log: pino({ level: "silent" }),
  });
  if (isNew) {
    const [first] = await generate(house.parts, 4, 0);
    if (first) await addJudge(house.parts, first);
  }
  await house.server.listen({ port: 0, host: "127.0.0.1" });
  const address = house.server.server.address();

  const held: PoolClient[] = [];
  process.on("message", (order: Order) => {
    shiftMs = order.shiftMs ?? shiftMs;
    if (order.hold === 0) for (const client of held.splice(0)) client.release();
    for (let count = 0; count < (order.hold ?? 0); count++)
      house.parts.pool.connect().then(
        (client) => held.push(client),
        () => undefined,
      );
  });
  const stop = async (): Promise<never> => {
    await house.close().catch(() => undefined);
    await embedded.stop();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("disconnect", () => void stop());
  void embedded.ended.then((fault) => fault && process.exit(1));
  const ready = {
    port: typeof address === "object" && address ? address.port : 0,
    dataDir: embedded.dataDir,
    system: urls.system,
    superuser: embedded.superuserUrl("plumbline"),
  };
  say(`ready ${JSON.stringify(ready)}`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
