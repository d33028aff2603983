import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { type Logger, pino } from "pino";
import { afterAll, inject } from "vitest";
import { assign, provisionOrganization, rolesAndScopes } from "#core/access";
import type { App } from "#core/access";
import { readHttpSettings } from "#core/http";
import type { HttpSettings } from "#core/http";
import { hashPassword } from "#core/identity";
import { actFor } from "#core/operation";
import type { Context, Entry, Operation } from "#core/operation";
import { demoOperations } from "../ops/demo/operations.ts";
import { apps, business, houseWith } from "../ops/house/apps.ts";
import { openHouse } from "../ops/house/house.ts";
import type { House, HousePlan } from "../ops/house/house.ts";

export { apps };

export const password = "correct-lantern-harbour";

export type TestPerson = {
  readonly username: string;
  readonly membershipId: string;
  readonly personId: string;
  readonly token: string;
};

export type TestOrganization = { readonly id: string; readonly name: string };

export type TestHouse = House & {
  readonly urls: HousePlan["urls"];
  readonly superuserUrl: string;
  readonly superuser: pg.Pool;
  /** A second server on the same database, to be closed by whoever asked for it. */
  readonly beside: () => Promise<House>;
  readonly organization: (zone?: string) => Promise<TestOrganization>;
  /** A scope below the organisation or below another scope; answers its id. */
  readonly scope: (organization: TestOrganization, name: string, below?: string) => Promise<string>;
  /** Somebody with these roles, signed in. Roles by key, `in` a scope's id or the whole organisation. */
  readonly person: (
    organization: TestOrganization,
    roles: readonly (
      | string
      | { readonly role: string; readonly in?: string; readonly endsOn?: string }
    )[],
  ) => Promise<TestPerson>;
  readonly logIn: (username: string, organization?: string) => Promise<string>;
  /** Calls an operation by its id, as the holder of the token. */
  readonly call: <R = Record<string, unknown>>(
    id: string,
    input: unknown,
    token?: string | null,
    entry?: Partial<Entry>,
  ) => Promise<R>;
  readonly act: <T>(
    organization: TestOrganization,
    run: (ctx: Context) => Promise<T>,
  ) => Promise<T>;
  /** Waits until every committed entry has its number. */
  readonly sequenced: () => Promise<void>;
  /** Waits until every numbered entry lies under a checkpoint. */
  readonly signed: () => Promise<void>;
};

export type HouseOptions = {
  readonly http?: Partial<HttpSettings>;
  readonly clock?: () => Date;
  readonly operations?: readonly Operation[];
  readonly demo?: boolean;
  readonly webRoot?: string;
  readonly session?: HousePlan["session"];
  readonly live?: HousePlan["live"];
  /** An app of the test's own, with the migration that its records need. */
  readonly also?: { readonly app: App; readonly migration: string };
  /** To read what the server writes; silent unless given or LOG_LEVEL is set. */
  readonly log?: Logger;
};

/** A whole house on a database of its own, closed after the file. */
export const testHouse = async (options: HouseOptions = {}): Promise<TestHouse> => {
  const { urls, superuserUrl, drop } = await cloneDatabase();
  const { also } = options;
  if (also) await administer(superuserUrl, `set role plumbline_owner; ${also.migration}`);
  const present = also ? houseWith([...business, also.app]) : apps;
  const plan: HousePlan = {
    urls,
    apps: present,
    logKey: generateKeyPairSync("ed25519").privateKey,
    http: {
      ...readHttpSettings({}, { demo: true }).settings,
      apiRateLimit: 0,
      signInRateLimit: 0,
      checkResponses: true,
      ...options.http,
    },
    publicUrl: "http://localhost:8080",
    demo: options.demo ?? true,
    operations: [...demoOperations, ...(options.operations ?? [])],
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.webRoot ? { webRoot: options.webRoot } : {}),
    ...(options.session ? { session: options.session } : {}),
    ...(options.live ? { live: options.live } : {}),
    log: options.log ?? pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
  };
  const house = await openHouse(plan);
  const superuser = new pg.Pool({ connectionString: superuserUrl, max: 4 });
  superuser.on("error", () => {});
  afterAll(async () => {
    await house.close();
    await superuser.end();
    await drop();
  });
  const beside = () => openHouse(plan);
  return { ...house, beside, urls, superuserUrl, superuser, ...doings(house, superuser, present) };
};

/** A database of its own with every migration; `drop` ends whoever is still connected. */
export const cloneDatabase = async (): Promise<{
  urls: HousePlan["urls"];
  superuserUrl: string;
  name: string;
  drop: () => Promise<void>;
}> => {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const base = inject("superuserUrl");
  await administer(
    base,
    `create database ${name} template ${inject("template")} owner plumbline_owner`,
  );
  const urlOf = (role: string) => addressOf(base, role, name);
  return {
    urls: {
      app: urlOf("plumbline_app"),
      system: urlOf("plumbline_system"),
      migration: urlOf("plumbline_migrator"),
    },
    superuserUrl: addressOf(base, "postgres", name),
    name,
    drop: () => administer(base, `drop database if exists ${name} with (force)`),
  };
};

const addressOf = (base: string, role: string, database: string): string =>
  base.replace(/\/\/[^@/]*@/, `//${role}@`).replace(/\/postgres(\?|$)/, `/${database}$1`);

const administer = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

let hashed: Promise<string> | undefined;

const doings = (house: House, superuser: pg.Pool, present: readonly App[]) => {
  const act: TestHouse["act"] = (organization, run) =>
    actFor(
      house.parts,
      { organizationId: organization.id, kind: "console", operation: "test.arrange" },
      run,
    );
  const call: TestHouse["call"] = async <R>(
    id: string,
    input: unknown,
    token: string | null = null,
    entry: Partial<Entry> = {},
  ) => {
    const operation = house.operations.find((one) => one.id === id);
    if (!operation) throw new Error(`There is no operation ${id}.`);
    const { json } = await house.invoke(operation, input, {
      requestId: randomUUID(),
      address: "127.0.0.1",
      device: "test",
      token,
      ...entry,
    });
    return (json === null ? null : JSON.parse(json)) as R;
  };
  const logIn: TestHouse["logIn"] = async (username, organization) =>
    (
      await call<{ access_token: string }>("identity.logIn", {
        username,
        password,
        ...(organization ? { organization } : {}),
      })
    ).access_token;

  return {
    act,
    call,
    logIn,
    organization: async (zone = "UTC") => {
      const organization = {
        id: randomUUID(),
        name: `Organisation ${randomBytes(3).toString("hex")}`,
        zone,
        language: "en",
        currency: "EUR",
      };
      await provisionOrganization(house.parts, present, organization);
      return organization;
    },
    scope: (organization: TestOrganization, name: string, below?: string) =>
      act(organization, async (ctx) => {
        const { scopes } = await rolesAndScopes(ctx);
        const parent = [...scopes.values()].find(({ id }) => id === (below ?? organization.id));
        const id = ctx.newId();
        const path = [...(parent?.path ?? []), id];
        await ctx.db
          .insertInto("scope")
          .values({
            org_id: organization.id,
            id,
            parent_id: path.at(-2) ?? null,
            kind: "department",
            name,
            path,
          })
          .execute();
        return id;
      }),
    person: async (organization: TestOrganization, roles: Parameters<TestHouse["person"]>[1]) => {
      const hash = await (hashed ??= hashPassword(password));
      const person = await act(organization, (ctx) => addPerson(ctx, hash, roles));
      return { ...person, token: await logIn(person.username, organization.id) };
    },
    sequenced: () =>
      until(
        superuser,
        "not exists (select from log_entry e where not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint))",
        "The sequencer did not number every entry within five seconds.",
      ),
    signed: () =>
      until(
        superuser,
        "not exists (select from log_tree t where t.size > coalesce((select max(c.size) from log_checkpoint c where c.org_id = t.org_id), 0))",
        "The sequencer did not sign every tree within five seconds.",
      ),
  };
};

const addPerson = async (ctx: Context, hash: string, roles: Parameters<TestHouse["person"]>[1]) => {
  const known = await rolesAndScopes(ctx);
  const username = `person.${randomBytes(5).toString("hex")}`;
  const [personId, membershipId] = [ctx.newId(), ctx.newId()];
  await raw(ctx, "select person_create($1, $2, $3)", [
    personId,
    username,
    `${username}@example.org`,
  ]);
  await raw(ctx, "select person_set_password($1, $2)", [personId, hash]);
  await ctx.db
    .insertInto("membership")
    .values({
      org_id: ctx.organization.id,
      id: membershipId,
      person_id: personId,
      printed_name: username,
    })
    .execute();
  await raw(ctx, "select person_join($1, $2, $3)", [ctx.newId(), personId, ctx.organization.id]);
  for (const given of roles) {
    const {
      role,
      in: scopeId = ctx.organization.id,
      endsOn = null,
    } = typeof given === "string" ? { role: given } : given;
    await assign(ctx, membershipId, { roleId: known.roles.get(role)?.id ?? "", scopeId, endsOn });
  }
  return { username, personId, membershipId };
};

const raw = async (ctx: Context, text: string, values: readonly unknown[]): Promise<void> => {
  const { CompiledQuery } = await import("kysely");
  await ctx.db.executeQuery(CompiledQuery.raw(text, [...values]));
};

const until = async (superuser: pg.Pool, holds: string, otherwise: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await superuser.query<{ holds: boolean }>(`select ${holds} as holds`);
    if (rows[0]?.holds) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(otherwise);
};
