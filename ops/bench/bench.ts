import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { migrate, startEmbedded } from "#core/database";
import { readHttpSettings } from "#core/http";
import { loadOrCreateLogKey } from "#core/log";
import { prepareEmbedded } from "../house/embedded.ts";
import { openHouse } from "../house/house.ts";
import { addBareNotices, generate } from "./data.ts";
import { measureAll } from "./measure.ts";
import { addJudge } from "./record-load.ts";
import { soak } from "./soak.ts";
import { printTable } from "./table.ts";

/** Everything in one run on one machine, so that the ratios compare like with like. */
export const benchCommand = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      soak: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      seconds: { type: "string", default: "5" },
      organizations: { type: "string", default: "50" },
      notices: { type: "string", default: "2000" },
    },
  });
  const dataDir = await mkdtemp(join(tmpdir(), "plumbline-bench-"));
  await chmod(dataDir, 0o755);
  const embedded = await startEmbedded({ dataDir, say: console.log });
  try {
    const urls = await prepareEmbedded(embedded);
    await migrate(urls.migration);
    const logKeyFile = join(embedded.dataDir, "log.key");
    const logKey = loadOrCreateLogKey(logKeyFile);
    console.log(
      `Generating ${values.organizations} organisations with ${values.notices} notices each …`,
    );
    const house = await openHouse({
      urls,
      logKey,
      http: readHttpSettings({}, { demo: false }).settings,
      publicUrl: "",
      demo: false,
      log: pino({ level: "error" }),
    });
    const organizations = await generate(
      house.parts,
      Number(values.organizations),
      Number(values.notices),
    );
    if (organizations[0]) await addJudge(house.parts, organizations[0]);
    await house.close();
    await addBareNotices(embedded.superuserUrl("plumbline"));

    const env = {
      DATABASE_URL: urls.app,
      SYSTEM_DATABASE_URL: urls.system,
      MIGRATION_DATABASE_URL: urls.migration,
      LOG_KEY: logKeyFile,
    };
    const started = performance.now();
    const server = await startServer(env);
    const coldStart = performance.now() - started;
    try {
      if (values.soak)
        return await soaked({
          port: server.port,
          server: server.child.pid ?? 0,
          postgres: await postmasterOf(embedded.dataDir),
          organizations,
          minutes: Number(positionals[0] ?? 10),
        });
      const results = await measureAll({
        port: server.port,
        urls,
        organizations,
        seconds: Number(values.seconds),
        coldStart,
      });
      printTable(results);
      if (values.json) console.log(JSON.stringify({ results }));
      return results.some(({ errors }) => errors > 0) ? 1 : 0;
    } finally {
      server.child.kill("SIGTERM");
    }
  } finally {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const soaked = async (plan: Parameters<typeof soak>[0]): Promise<number> => {
  const grown = await soak(plan);
  for (const one of grown) console.error(one);
  if (grown.length === 0)
    console.log(`Memory and descriptors stayed flat over ${plan.minutes} minutes.`);
  return grown.length === 0 ? 0 : 1;
};

const postmasterOf = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);

const startServer = async (
  env: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; port: number }> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve.ts")], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (!child.stdout) throw new Error("The server under measurement has no output.");
  for await (const line of createInterface(child.stdout)) {
    const port = Number(/^listening (\d+)$/.exec(line)?.[1] ?? 0);
    if (port > 0) return { child, port };
  }
  throw new Error(
    "The server under measurement ended before it listened; its message stands above.",
  );
};
