import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { QueryResultRow } from "pg";

/** A folder of the test's own that the server's user can enter too. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  chmodSync(folder, 0o755);
  return folder;
}

/** The first row that the statement returns, over a connection of its own. */
export async function ask(url: string, statement: string): Promise<QueryResultRow> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A killed server cuts its connections; the query's own error is what the test looks at.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<QueryResultRow>(statement)).rows[0] ?? {};
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function postmasterPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
}

export type Owning = { child: ChildProcess; said: string[]; url: string; dataDir: string };

/** A process of its own that starts the database and then stays, to be killed. Rejects with what it said when it ends instead. */
export async function owningProcess(
  dataDir: string,
  { script = fileURLToPath(new URL("./test-owner.ts", import.meta.url)), user = "" } = {},
): Promise<Owning> {
  const child = spawn(process.execPath, [script, dataDir, user], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("ready ")) said.push(line);
    else return { child, said, ...(JSON.parse(line.slice(6)) as { url: string; dataDir: string }) };
  }
  throw new Error([...said, complaint].join("\n"));
}

/** Kills it the hard way, or asks it with another signal, and waits until it is gone. */
export async function end({ child }: Owning, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
