import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Field, type RecordType, registryOf, snake } from "#core/records";
import { apps, testHouse, type TestPerson } from "../harness.ts";
import { documentedRoutes, send } from "../wall/document.ts";
import type { Input } from "../wall/document.ts";
import { listen } from "./listen.ts";
import { sample } from "./sample/app.ts";
import { stage, withSample } from "./sample/house.ts";

const house = await testHouse(withSample);
const { organization, cast, driven } = await stage(house);
const routes = await documentedRoutes(house.server);
const registry = registryOf([...apps, sample].flatMap(({ records = [] }) => records));
const elsewhere = await house.scope(organization, "Elsewhere");

const person = async (...roles: Parameters<typeof house.person>[1]) =>
  house.person(organization, roles);
const hides = [...registry.types.values()].flatMap((type) =>
  Object.entries(type.fields).flatMap(([name, field]) =>
    field.see ? [{ what: `${type.name}.${name}`, type, name, field }] : [],
  ),
);

/** A value that is found wherever it appears, and the columns that hold it. */
const plantFor = (name: string, field: Field): { mark: string; values: object } => {
  if (field.kind === "money") {
    const minor = 900_000_000 + Math.floor(Math.random() * 90_000_000);
    const column = snake(name);
    return {
      mark: String(minor),
      values: { [`${column}_minor`]: minor, [`${column}_currency`]: "EUR" },
    };
  }
  const mark = `canary${randomBytes(6).toString("hex")}`;
  if (field.kind === "text" || field.kind === "longText")
    return { mark, values: { [snake(name)]: mark } };
  if (field.kind === "richText" || field.kind === "table")
    return {
      mark,
      values: {
        [snake(name)]: JSON.stringify({
          blocks: [{ kind: "paragraph", inlines: [{ text: mark }] }],
        }),
      },
    };
  throw new Error(
    `Say in test/records/canary.test.ts how a canary of the kind ${field.kind} looks.`,
  );
};

const plant = async (type: RecordType, name: string, field: Field) => {
  const states = field.see?.in ?? Object.keys(type.states).slice(0, 1);
  const { id } = await driven.moveTo(type, await driven.make(type), states);
  const { mark, values } = plantFor(name, field);
  const columns = Object.keys(values);
  await house.superuser.query(
    `update ${type.table} set ${columns.map((column, n) => `${column} = $${n + 2}`).join(", ")} where id = $1`,
    [id, ...Object.values(values)],
  );
  await house.sequenced();
  await house.signed();
  return { id, mark };
};

/** Everything that the house answers somebody about a record, by what was asked. */
const surfaces = async (
  type: RecordType,
  { id, mark }: { id: string; mark: string },
  { token }: TestPerson,
): Promise<ReadonlyMap<string, string>> => {
  const answers = new Map<string, string>();
  const ask = async (what: string, routeId: string, input: Input) => {
    const route = routes.find((one) => one.id === routeId);
    if (!route) throw new Error(`There is no ${routeId}.`);
    const { status, text, headers } = await send(house.server, route, input, token);
    answers.set(what, `${status} ${headers} ${text}`);
    return { status, text };
  };
  for (const { id: routeId, path, method } of routes)
    if (
      method === "GET" &&
      (routeId.startsWith(`${type.name}.`) || routeId === "records.listMyWork")
    )
      await ask(routeId, routeId, {
        ...(path.includes("{id}") ? { id } : {}),
        ...(routeId.endsWith(".asOf") ? { at: new Date().toISOString() } : {}),
      });
  const listed = await ask("log, of the record", "log.listEntries", { recordId: id, limit: 100 });
  await ask("log, searched for it", "log.listEntries", { search: mark });
  const { items = [] } = JSON.parse(listed.text) as { items?: { n: number }[] };
  for (const { n } of items) await ask(`log, entry ${n}`, "log.getEntry", { n });
  const { text } = await ask("comment", `${type.name}.comment`, { id, text: "What is it?" });
  expect(text).toContain("What is it?");
  await ask("export", "log.export", {});
  return answers;
};

const showing = (answers: ReadonlyMap<string, string>, mark: string): string[] =>
  [...answers].filter(([, text]) => text.includes(mark)).map(([what]) => what);

describe.each(hides)("what $what holds", ({ type, name, field }) => {
  const read = ["member", "auditor"] as const;
  const may = "calibrationApprover";

  it("is shown to whoever has the right, or looking for it elsewhere would prove nothing", async () => {
    const planted = await plant(type, name, field);
    const shown = showing(await surfaces(type, planted, await person(...read, may)), planted.mark);
    for (const surface of ["get", "list", "board", "history", "asOf"])
      expect(shown).toContain(`${type.name}.${surface}`);
    expect(shown.filter((what) => what.startsWith("log, entry"))).not.toEqual([]);
  });

  it.each([
    ["who lacks the right", () => person(...read)],
    ["who has it in another place", () => person(...read, { role: may, in: elsewhere })],
  ])("is on no surface for somebody %s", async (_, invite) => {
    const somebody = await invite();
    const listener = await listen(house, somebody);
    const planted = await plant(type, name, field);
    const answers = await surfaces(type, planted, somebody);
    // The search echoes nothing, so that it cannot be asked whether a value is right either.
    expect(answers.get("log, searched for it")).toContain('"items" : []');
    expect(showing(answers, planted.mark)).toEqual([]);
    expect(answers.get("export")).toMatch(/^403 .*only a whole log can be verified/);
    await expect.poll(() => listener.ids()).toContain(planted.id);
    expect(listener.texts.join("\n")).not.toContain(planted.mark);
  });

  it("can be neither asked for in a list nor guessed by an edit", async () => {
    const { id, mark } = await plant(type, name, field);
    const { token } = await person("member");
    const list = async (query: string) =>
      house.server.inject({
        url: `/api/v1${type.path}?${query}`,
        headers: { authorization: `Bearer ${token}` },
      });
    for (const query of [`sort=${name}`, `sort=-${name}`, `${name}=${mark}`, `${name}.from=1`]) {
      const answer = await list(query);
      expect(answer.statusCode, query).toBe(400);
    }
    const { version } = await driven.get(type, id);
    const guess = (value: unknown) =>
      house.call(`${type.name}.edit`, { id, version, [name]: value, reason: "Try" }, token).then(
        () => "done",
        (error: Error & { code: string }) => `${error.code} ${error.message}`,
      );
    const [right, wrong] =
      field.kind === "money"
        ? [
            { minor: Number(mark), currency: "EUR" },
            { minor: 1, currency: "EUR" },
          ]
        : [mark, "Something else"];
    const answers = [await guess(right), await guess(wrong)];
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe("done");
  });
});

it("there are such fields at all", () => {
  expect(hides.length).toBeGreaterThan(1);
  expect(cast).toHaveLength(4);
});
