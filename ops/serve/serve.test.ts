import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cloneDatabase } from "../../test/harness.ts";
import { freePort, startRelay } from "../../test/relay.ts";
import { appCode } from "../../test/second-factor.ts";
import { buildClient } from "../check/client.ts";
import type { Check } from "../doctor/judge.ts";
import { goodSettings, runPlumb, scratch, startPlumb } from "./command-rig.ts";

const { urls, superuserUrl, drop } = await cloneDatabase();
const { folder, remove } = scratch();
const relay = await startRelay();
const port = await freePort();
const settings = goodSettings(urls, folder, port);
const env = {
  ...settings,
  SMTP_URL: `smtp://127.0.0.1:${relay.port}`,
  MAIL_FROM: "plumbline@plumbline.test",
};
const superuser = new pg.Client({ connectionString: superuserUrl });
const server = { ...(await builtClient()), ...startPlumb(["serve"], env) };

beforeAll(async () => {
  await superuser.connect();
  await server.says("Plumbline serves");
});
afterAll(async () => {
  await server.stop();
  await superuser.end();
  await relay.stop();
  await drop();
  remove();
});

const ask = (path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`http://localhost:${port}${path}`, {
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
  });
const doctor = async (): Promise<{ code: number | null; ok: boolean; checks: Check[] }> => {
  const { code, out } = await runPlumb(["doctor", "--json"], env);
  return { code, ...(JSON.parse(out) as { ok: boolean; checks: Check[] }) };
};
const faulty = ({ checks }: { checks: Check[] }) =>
  Object.fromEntries(
    checks.filter(({ state }) => state === "fault").map(({ name, says }) => [name, says.join(" ")]),
  );

it("production begins empty, says how to go on, and knows nothing of the demo", async () => {
  await server.says("There is no organisation yet. Make one: plumb organization create.");
  expect((await ask("/api/v1/demo/accounts")).status).toBe(404);
  const metrics = await ask("/metrics", undefined, {
    authorization: `Bearer ${settings["METRICS_TOKEN"]}`,
  });
  expect(metrics.status).toBe(200);
  const { rows } = await superuser.query<{ people: string; organizations: string }>(
    "select (select count(*) from person) as people, (select count(*) from organization) as organizations",
  );
  expect(rows).toEqual([{ people: "0", organizations: "0" }]);
  expect(statSync(join(folder, "data/log.key")).mode & 0o777).toBe(0o600);
});

it("the first administrator's link is printed and mailed, works once over HTTP, and opens what an administrator may behind a second factor", async () => {
  const create = ["organization", "create", "--name", "Quiet Harbour", "--zone", "Europe/Athens"];
  const person = ["--username", "ann.first", "--email", "ann@plumbline.test"];
  const { code, out } = await runPlumb([...create, ...person], env);
  expect(code).toBe(0);
  const token = /\/link\/(\S+)/.exec(out)?.[1] ?? "";
  for (let tries = 0; relay.letters().length === 0 && tries < 100; tries++)
    await new Promise((wait) => setTimeout(wait, 50));
  expect(relay.letters().join().replaceAll("=\n", "")).toContain(token);

  const password = "seven quiet herons wade";
  expect((await ask("/api/v1/auth/links/use", { token, password })).status).toBe(200);
  expect((await ask("/api/v1/auth/links/use", { token, password })).status).toBe(404);
  const signedIn = await ask("/api/v1/auth/login", { username: "ann.first", password });
  const { access_token: bearer } = (await signedIn.json()) as { access_token: string };
  const authorization = `Bearer ${bearer}`;
  expect((await ask("/api/v1/people", undefined, { authorization })).status).toBe(403);
  const begun = await ask("/api/v1/auth/second-factor/begin", { password }, { authorization });
  const { secret } = (await begun.json()) as { secret: string };
  const confirmed = await ask(
    "/api/v1/auth/second-factor/confirm",
    { code: appCode(secret, new Date()) },
    { authorization },
  );
  expect(confirmed.status).toBe(200);
  const people = await ask("/api/v1/people", undefined, { authorization });
  expect(people.status).toBe(200);
  expect(JSON.stringify(await people.json())).toContain("ann.first");

  const again = await runPlumb([...create, ...person], env);
  expect(again).toMatchObject({ code: 1, out: "" });
  expect(again.err).toContain("The user name ann.first belongs to somebody");
  const second = ["--username", "bob.second", "--email", "bob@plumbline.test"];
  expect((await runPlumb([...create, ...second], env)).err).toContain(
    "There is an organisation called Quiet Harbour already. Nothing was changed.",
  );
});

it("the doctor finds a healthy host healthy", async () => {
  const found = await doctor();
  expect(faulty(found)).toEqual({});
  expect(found).toMatchObject({ code: 0, ok: true });
  expect(found.checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["node", "packages", "data folder", "space", "web client", "mail"]),
  );
  expect(found.checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["database roles", "migrations", "schema", "clock", "log", "queue"]),
  );
});

it("the doctor names each fault of a broken host and how to mend it", async () => {
  await server.stop();
  await relay.stop();
  chmodSync(join(folder, "data"), 0o777);
  chmodSync(join(folder, "data/log.key"), 0o644);
  await superuser.query(`insert into job (id, kind, payload, run_at, created_at, state, last_error, finished_at)
    values (gen_random_uuid(), 'test.broken', '{}', now(), now(), 'failed', 'The printer is out of paper.', now())`);
  await superuser.query("select log_fact('test.left', null, null, null, true)");
  await superuser.query(
    "update log_entry set at = at - interval '1 minute' where type = 'test.left'",
  );
  await superuser.query("create table planted (id int)");

  const found = await doctor();
  expect(found).toMatchObject({ code: 1, ok: false });
  expect(faulty(found)).toEqual({
    "data folder": expect.stringContaining("Run chmod o-w"),
    mail: expect.stringContaining("Start it, or correct the host"),
    schema: expect.stringContaining("planted"),
    "log key": expect.stringContaining("Run chmod 600"),
    log: expect.stringMatching(/1 entries wait .* Start plumb serve/),
    queue: expect.stringContaining("The printer is out of paper."),
  });
  await superuser.query("delete from migration where version > 1");
  expect(faulty(await doctor())["migrations"]).toContain("Make a backup, then run plumb migrate.");
});

it("the doctor of a host without anything says what comes first", async () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  const { code, out } = await runPlumb(["doctor"], { DATA_DIR: join(empty, "data") });
  expect(code).toBe(1);
  expect(out).toContain("There is no database yet. Run plumb migrate.");
  expect(existsSync(join(empty, "data"))).toBe(false);
});

async function builtClient(): Promise<object> {
  if (!existsSync(new URL("../../web/dist/index.html", import.meta.url))) await buildClient();
  return {};
}
