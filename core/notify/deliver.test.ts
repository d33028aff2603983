import { afterEach, describe, expect, it } from "vitest";
import { startWorker } from "#core/jobs";
import { openMailer, readMailSettings } from "#core/notify";
import type { Mailer } from "#core/notify";
import { password, testHouse } from "../../test/harness.ts";
import { deliverMail } from "./deliver.ts";
import { freePort, startRelay } from "../../test/relay.ts";
import type { Relay } from "../../test/relay.ts";

// The house's own worker lives today and has no mailer; the letters' jobs are moved to where this test's clock stands.
const house = await testHouse();
const organization = await house.organization();
const later = new Date(Date.UTC(2100, 0, 1));
const relays: Relay[] = [];

afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
  await house.superuser.query("delete from job");
  await house.superuser.query("delete from mail");
});

const relayAt = async (port?: number): Promise<Relay> => {
  const relay = await startRelay(port);
  relays.push(relay);
  return relay;
};

const mailerAt = (port: number): Mailer => {
  const { settings, faults } = readMailSettings({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "Plumbline <plumbline@plumbline.test>",
  });
  if (!settings) throw new Error(faults.join());
  return openMailer(settings);
};

/** A letter as a reset writes it, whose job waits for this test's worker. */
const askForReset = async (): Promise<{ username: string; link: string }> => {
  const { username } = await house.person(organization, ["member"]);
  await house.call("identity.requestReset", { username });
  while ((await jobs("state <> 'done'")) > 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await again(", attempts = 0");
  const { rows } = await house.superuser.query<{ body: string }>("select body from mail");
  return { username, link: /\S+\/link\/\S+/.exec(rows[0]?.body ?? "")?.[0] ?? "" };
};

const jobs = async (where: string): Promise<number> =>
  (await house.superuser.query(`select from job where ${where}`)).rowCount ?? 0;

const again = (also = "") =>
  house.superuser.query(`update job set state = 'waiting', run_at = $1 ${also}`, [later]);

const work = async (mailer: Mailer | null, now = later): Promise<string[]> => {
  const faults: string[] = [];
  const worker = startWorker({
    system: house.system,
    invoker: {
      ...house.parts,
      clock: () => now,
      onBackgroundError: (error) => faults.push(error instanceof Error ? error.message : ""),
    },
    jobs: [deliverMail(house.system, mailer)],
    idleMs: 5,
  });
  const waiting = async () =>
    (await jobs(`state = 'waiting' and run_at <= '${now.toISOString()}'`)) > 0;
  for (let tries = 0; tries < 500 && (await waiting()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await worker.stop();
  return faults;
};

const outbox = async () =>
  (
    await house.superuser.query<{ sent: boolean }>("select sent_at is not null as sent from mail")
  ).rows.map(({ sent }) => sent);

describe("a letter", () => {
  it("leaves through the mail server once, and its link works", async () => {
    const relay = await relayAt();
    const { username, link } = await askForReset();
    expect(await outbox()).toEqual([false]);
    expect(await work(mailerAt(relay.port))).toEqual([]);
    await again();
    expect(await work(mailerAt(relay.port))).toEqual([]);

    const letters = relay.letters();
    expect(letters).toHaveLength(1);
    expect(letters[0]).toContain(`To: ${username}@example.org`);
    expect(letters[0]).toContain("Subject: Choose a new password");
    expect(letters[0]?.replaceAll("=\n", "").replaceAll("=3D", "=")).toContain(link);
    expect(await outbox()).toEqual([true]);
    await house.call("identity.followLink", { token: link.split("/").at(-1), password });
  });

  it("waits while the mail server is down, and what is written down names neither address nor link", async () => {
    const port = await freePort();
    const { username, link } = await askForReset();
    const faults = await work(mailerAt(port));
    const { rows } = await house.superuser.query<{ attempts: number; last_error: string }>(
      "select attempts, last_error from job",
    );
    expect(rows).toEqual([{ attempts: 1, last_error: faults[0] }]);
    expect(faults[0]).toContain(`The mail server 127.0.0.1:${port} did not do its part`);
    expect(faults[0]).not.toContain(username);
    expect(faults[0]).not.toContain(link);
    expect(await outbox()).toEqual([false]);

    const relay = await relayAt(port);
    expect(await work(mailerAt(port), new Date(later.getTime() + 60_000))).toEqual([]);
    expect(relay.letters()).toHaveLength(1);
    expect(await outbox()).toEqual([true]);
  });

  it("that nobody asked for any more is done, and without a mail server it stays in the outbox", async () => {
    await askForReset();
    expect(await work(null)).toEqual([]);
    expect(await outbox()).toEqual([false]);
    await house.superuser.query("delete from mail");
    await again();
    expect(await work(mailerAt(await freePort()))).toEqual([]);
  });

  it("cannot carry headers of its own making", async () => {
    const relay = await relayAt();
    await mailerAt(relay.port).send({
      id: "0198f1a0-0000-7000-8000-000000000001",
      recipient: "nora@plumbline.test",
      subject: "Hello\r\nBcc: thief@plumbline.test",
      body: "text",
    });
    expect(relay.letters().join()).not.toMatch(/^Bcc:/m);
  });
});

describe("the mail settings", () => {
  it.for([
    ["smtp://relay.plumbline.test", { port: 587, secure: false, requireTls: true }],
    ["smtps://relay.plumbline.test", { port: 465, secure: true, requireTls: false }],
    ["smtp://localhost:25", { port: 25, secure: false, requireTls: false }],
    ["smtp://10.0.0.9:25?tls=optional", { port: 25, secure: false, requireTls: false }],
    ["smtp://me%40here:p%2Fw@relay.plumbline.test", { user: "me@here", password: "p/w" }],
  ] as const)("%s", ([url, wanted]) => {
    expect(
      readMailSettings({ SMTP_URL: url, MAIL_FROM: "plumbline@plumbline.test" }).settings,
    ).toMatchObject(wanted);
  });

  it("are refused together, without repeating a password", () => {
    const { settings, faults } = readMailSettings({
      SMTP_URL: "http://me:secret@relay",
      MAIL_FROM: "nobody",
    });
    expect(settings).toBeNull();
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain("secret");
  });

  it("may be none", () => {
    for (const env of [{}, { SMTP_URL: "" }, { SMTP_URL: "none" }])
      expect(readMailSettings(env)).toEqual({ settings: null, faults: [] });
  });
});
