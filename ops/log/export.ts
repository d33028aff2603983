import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pool } from "#core/database";
import { createPool } from "#core/database";
import {
  exportLog,
  installationTree,
  loadOrCreateLogKey,
  publicKeyBase64,
  startSequencer,
  systemSource,
} from "#core/log";
import { withDatabase } from "../house/with-database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `plumb log export --org ID|NAME --out FILE` */
export async function exportCommand(args: readonly string[], env: Environment): Promise<number> {
  const options = { org: { type: "string" }, out: { type: "string" } } as const;
  const { org, out } = parseArgs({ args: [...args], options }).values;
  if (!org || !out) {
    throw new Error(
      "Say whose log goes where: plumb log export --org ID|NAME --out FILE. The installation's own log is --org installation.",
    );
  }
  return withDatabase(env, async (urls, dataDir) => {
    const file = join(dataDir, "log.key");
    if (!existsSync(file)) {
      throw new Error(
        `There is no ${file}. Export where Plumbline runs, or set DATA_DIR to its data folder.`,
      );
    }
    const onError = (error: Error) => console.error(error.message);
    const [app, system] = [urls.app, urls.system].map((url) =>
      createPool(url, { max: 2, name: "plumbline-export", onError }),
    );
    if (app === undefined || system === undefined) return 1;
    try {
      const tree = await findTree(app, org);
      await noteExport(app, tree.id);
      const key = loadOrCreateLogKey(file);
      // Where no Plumbline runs, nobody else numbers and signs what is new.
      await startSequencer({
        pool: system,
        key,
        installation: await installationOf(app),
        onError,
      }).stop();
      const bytes = await writeFile(
        out,
        exportLog(systemSource(system, tree.id), publicKeyBase64(key)),
      );
      console.log(
        `${out}: the log of ${tree.name}, ${bytes} bytes. Verify it: plumb log verify ${out}`,
      );
      return 0;
    } finally {
      await Promise.all([app.end(), system.end()]);
    }
  });
}

type Tree = { id: string; name: string };

async function findTree(app: Pool, wanted: string): Promise<Tree> {
  const { rows } = await app.query<Tree>(
    "select o.id, o.name from organization_ids() i cross join lateral organization_by_id(i) o order by o.name",
  );
  const found = rows.filter(({ id, name }) => id === wanted || name === wanted);
  if (wanted === "installation") return { id: installationTree, name: "the installation" };
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const names = rows.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new Error(
    `${found.length === 0 ? "No organisation is" : "Several organisations are"} called ${wanted}. Name one of these by its id:\n${names}`,
  );
}

async function noteExport(app: Pool, tree: string): Promise<void> {
  const client = await app.connect();
  try {
    await client.query("begin");
    await client.query(
      `select set_config('plumb.org', $1, true), set_config('plumb.context', '{"kind":"console","operation":"log.export"}', true)`,
      [tree === installationTree ? "" : tree],
    );
    await client.query("select log_fact('log.exported', null, null, null, $1)", [
      tree === installationTree,
    ]);
    await client.query("commit");
  } finally {
    client.release();
  }
}

async function installationOf(app: Pool): Promise<string> {
  const { rows } = await app.query<{ id: string }>("select id from installation");
  return rows[0]?.id ?? "";
}

/** Written beside its name and renamed, so that a file of that name is always a whole one; readable by its owner only. */
async function writeFile(out: string, chunks: AsyncIterable<string>): Promise<number> {
  const part = `${out}.part`;
  const file = await open(part, "w", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of chunks) bytes += (await file.write(chunk)).bytesWritten;
    await file.sync();
    await file.close();
    await rename(part, out);
    return bytes;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}
