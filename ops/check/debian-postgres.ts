import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = "/usr/lib/postgresql/15/bin";
const asRoot = process.getuid?.() === 0;

export type Running = { readonly superuserUrl: string; readonly stop: () => Promise<void> };

/** Debian's PostgreSQL 15 as an unprivileged user, on a private socket in a folder that is thrown away. */
export const startDebianPostgres = async (say: (line: string) => void): Promise<Running> => {
  if (!existsSync(join(bin, "initdb"))) installPostgres(say);
  const folder = mkdtempSync(join(tmpdir(), "plumbline-pg15-"));
  const owner = asRoot ? ordinaryUser() : undefined;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const cluster = join(folder, "cluster");
  const options = { ...owner, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
  const made = spawnSync(
    join(bin, "initdb"),
    ["-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...options, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`PostgreSQL 15 made no cluster: ${made.stderr}`);
  const log = join(folder, "log");
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${folder}`,
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "timezone=UTC",
    "jit=off",
  ];
  const server = spawn(
    "/bin/sh",
    ["-c", 'exec "$@" 2>"$0"', log, join(bin, "postgres"), "-D", cluster].concat(
      settings.flatMap((one) => ["-c", one]),
    ),
    { ...options, stdio: "ignore" },
  );
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  // Also when the run is cut short: an orphan would serve a folder that nobody knows any more.
  const end = () => {
    server.kill("SIGINT");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", end);
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
    process.off("exit", end);
    end();
  };
  for (let tries = 0; tries < 100; tries++) {
    const ready = spawnSync(join(bin, "pg_isready"), ["-h", folder, "-q"], options);
    if (ready.status === 0)
      return {
        superuserUrl: `postgresql://postgres@/postgres?host=${encodeURIComponent(folder)}&port=5432`,
        stop,
      };
    if (server.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const why = existsSync(log) ? readFileSync(log, "utf8") : "it wrote no log";
  await stop();
  throw new Error(`PostgreSQL 15 did not start: ${why}`);
};

const installPostgres = (say: (line: string) => void): void => {
  if (!asRoot || !existsSync("/usr/bin/apt-get"))
    throw new Error(
      `There is no PostgreSQL 15 in ${bin}. Install Debian's package as root (apt-get install postgresql-15), then try again.`,
    );
  say("Installing Debian's PostgreSQL 15 with apt-get.");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-qq"], { env, stdio: "inherit" });
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postgresql-15"], {
    env,
    stdio: "inherit",
  });
};

const ordinaryUser = (): { uid: number; gid: number } => {
  const of = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim());
  return { uid: of("-u"), gid: of("-g") };
};
