import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneDatabase } from "../../test/harness.ts";
import { freePort } from "../../test/relay.ts";
import { goodSettings, runPlumb, scratch } from "./command-rig.ts";
import { reportDatabase } from "./database-problems.ts";
import { readServeSettings } from "./settings.ts";

const { urls, superuserUrl, drop } = await cloneDatabase();
const { folder, remove } = scratch();
const superuser = new pg.Client({ connectionString: superuserUrl });
beforeAll(() => superuser.connect());
afterAll(async () => {
  await superuser.end();
  await drop();
  remove();
});

describe("plumb serve", () => {
  it("names every problem at once, ends with 1 and repeats no secret", async () => {
    const busy = createServer().listen(0, "localhost");
    await once(busy, "listening");
    const address = busy.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await superuser.query("update installation set simulated = true");
    await superuser.query("create table planted (id int)");
    await superuser.query(
      "delete from migration where version = (select max(version) from migration)",
    );
    await superuser.query(
      "insert into log_checkpoint (org_id, size, text, at) values (gen_random_uuid(), 1, 'signed', now())",
    );
    const file = join(folder, "plumbline.env");
    writeFileSync(
      file,
      [
        "PUBLIC_URL=http://plumbline.test",
        "METRICS_TOKEN=change-me-change-me",
        `SMTP_URL=smtp://me:sesame-open@127.0.0.1:${await freePort()}`,
        "MAIL_FROM=plumbline@plumbline.test",
        "DATA_DIR=/proc/plumbline",
        `PORT=${port}`,
        "HOST=localhost",
        "API_RATE_LIMIT=plenty",
        `DATABASE_URL="${superuserUrl}"`,
        `SYSTEM_DATABASE_URL="${urls.system}"`,
        `MIGRATION_DATABASE_URL="${urls.migration}"`,
      ].join("\n"),
      { mode: 0o644 },
    );
    try {
      const { code, out, err } = await runPlumb(["serve", "--settings", file], {});
      expect(code).toBe(1);
      expect(out).toBe("");
      for (const problem of [
        `The settings file ${file} can be read by others (mode 644). Run chmod 600`,
        "API_RATE_LIMIT is not a number of requests",
        "PUBLIC_URL begins with http, so that passwords would travel in the clear.",
        "METRICS_TOKEN still holds a placeholder.",
        "The data folder /proc/plumbline cannot be written",
        `Port ${port} is in use by another program.`,
        "did not do its part (ESOCKET). Start it, or correct the host",
        "DATABASE_URL: The database role postgres is too strong: it is a superuser",
        "1 migrations are pending (",
        "The schema breaks a rule that keeps organisations apart",
        "This installation was made as a simulation",
        "The log's signing key /proc/plumbline/log.key is missing",
      ])
        expect(err).toContain(problem);
      expect(err).toMatch(/^Plumbline does not start\. \d+ problems:\n {2}1\. /);
      expect(err).not.toMatch(/sesame-open|change-me-change-me|at .*\.ts:\d/);
    } finally {
      busy.close();
      await superuser.query("drop table planted");
    }
  });

  it("finds the demo's accounts, whose password everybody knows", async () => {
    const other = await cloneDatabase();
    const client = new pg.Client({ connectionString: other.superuserUrl });
    await client.connect();
    try {
      const { demoOrganizations } = await import("../demo/organizations.ts");
      await client.query("select organization_create($1, 'Northlake', 'UTC', 'en', 'EUR')", [
        demoOrganizations[0]?.id,
      ]);
      const { installation, roles, migrations, schema } = await reportDatabase(other.urls);
      expect({ roles, migrations, schema }).toEqual({ roles: [], migrations: [], schema: [] });
      expect(installation).toEqual([expect.stringContaining("This database holds the demo")]);
    } finally {
      await client.end();
      await other.drop();
    }
  });

  it("says which address leads nowhere, and why", async () => {
    const { roles } = await reportDatabase({
      app: urls.app.replace(/test_\w+/, "test_nowhere"),
      system: "postgresql://plumbline_system:key-of-mine@127.0.0.1:1/plumbline",
      migration: superuserUrl,
    });
    expect(roles).toEqual([
      "DATABASE_URL leads to no database that lets us in (it has no database of that name). Start the server, or correct the address.",
      "SYSTEM_DATABASE_URL leads to no database that lets us in (nothing listens there). Start the server, or correct the address.",
      expect.stringContaining("is too strong for MIGRATION_DATABASE_URL"),
    ]);
  });
});

describe("the settings", () => {
  const good = goodSettings(urls, folder, 8080);

  it("of a careful administrator are taken", () => {
    expect(readServeSettings(good).faults).toEqual([]);
    const behindProxy = readServeSettings({ ...good, PUBLIC_URL: "https://plumbline.test/" });
    expect(behindProxy).toMatchObject({
      faults: [],
      settings: { publicUrl: "https://plumbline.test", http: { cookieSecure: true } },
    });
  });

  it.for([
    ["PUBLIC_URL", undefined, "PUBLIC_URL is missing"],
    ["PUBLIC_URL", "https://plumbline.test/start", "PUBLIC_URL is no plain address"],
    ["PUBLIC_URL", "http://plumbline.test", "PUBLIC_URL begins with http"],
    ["PUBLIC_URL", "plumbline", "PUBLIC_URL is no plain address"],
    ["PUBLIC_URL", "https://plumbline.example.org", "PUBLIC_URL still holds a placeholder"],
    ["METRICS_TOKEN", undefined, "METRICS_TOKEN is missing"],
    ["METRICS_TOKEN", "aaaaaaaaaaaaaaaaaaaa", "METRICS_TOKEN still holds a placeholder"],
    ["METRICS_TOKEN", "changeme-changeme-1", "METRICS_TOKEN still holds a placeholder"],
    ["SMTP_URL", undefined, "SMTP_URL is missing"],
    ["SMTP_URL", "smtp://relay.plumbline.test", "MAIL_FROM is missing"],
    ["SYSTEM_DATABASE_URL", undefined, "SYSTEM_DATABASE_URL is not. Set all three"],
    [
      "DATABASE_URL",
      "postgresql://plumbline_app:plumbline@db/plumbline",
      "DATABASE_URL holds a password that everybody tries first",
    ],
    ["PORT", "http", "PORT is “http”, which is no port number"],
    ["LOG_LEVEL", "loud", "LOG_LEVEL is “loud”"],
  ] as const)("%s=%s is one fault", ([name, value, fault]) => {
    const { faults } = readServeSettings({ ...good, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});
