import { describe, expect, it } from "vitest";
import { type RecordType, registryOf } from "#core/records";
import { apps, testHouse } from "../harness.ts";
import { castWith, drive, wayBetween } from "./drive.ts";
import type { Detail } from "./detail.ts";
import { entriesOf, replay } from "./replay.ts";
import { sample } from "./sample/app.ts";
import { withSample } from "./sample/house.ts";

const house = await testHouse(withSample);
const registry = registryOf([...apps, sample].flatMap(({ records = [] }) => records));
const organization = await house.organization();
await house.call(
  "access.addRole",
  { name: "Everything", permissions: [...house.parts.settings.permissions.keys()] },
  (await house.person(organization, ["administrator"])).token,
);
const cast = await castWith(house, organization, ["Everything"]);
const driven = drive({ house, registry, cast, scopeId: organization.id });
const token = cast[0].token;

const typeOf = (name: string): RecordType => {
  const type = registry.types.get(name);
  if (!type) throw new Error(`There is no ${name}.`);
  return type;
};

/** Changes one open field of the record to something else, as people do between two steps. */
const fiddle = async (type: RecordType, shown: Detail, turn: number): Promise<Detail> => {
  const open = Object.values(type.states[shown.state]?.edits ?? {}).flat();
  const texts = open.filter(
    (name) => name === "title" || /text/i.test(type.fields[name]?.kind ?? ""),
  );
  const name = texts[turn % Math.max(1, texts.length)];
  if (name === undefined || type.fields[name]?.kind === "richText") return shown;
  await house
    .call(
      `${type.name}.edit`,
      { id: shown.id, version: shown.version, [name]: `Turn ${turn}`, reason: "Again" },
      cast[1].token,
    )
    // A standing signature may cover it.
    .catch(() => undefined);
  return driven.get(type, shown.id);
};

/** From its beginning to its end with changes in between, each under an instant of its own. */
const live = async (type: RecordType): Promise<string> => {
  let shown = await driven.make(type);
  const states = Object.entries(type.states).filter(([, { tone }]) => tone === "force");
  const end = states.map(([name]) => name);
  for (let turn = 0; turn < 40 && !end.includes(shown.state); turn++) {
    for (const again of [turn, turn + 1]) shown = await fiddle(type, shown, again);
    const [step] = wayBetween(type, shown.state, end) ?? [];
    if (step === undefined) break;
    shown = await driven.take(type, shown, step);
    await house.sequenced();
  }
  expect(end).toContain(shown.state);
  return shown.id;
};

describe.each(["quality.capa", "sample.calibration"])("%s as of an instant", (name) => {
  it("equals an independent replay of the log at 200 random instants (Part 11 11.10(e))", async () => {
    const type = typeOf(name);
    const id = await live(type);
    await house.sequenced();
    const entries = await entriesOf(house, id);
    const { rows } = await house.superuser.query<{ id: string; name: string }>(
      "select id, printed_name as name from membership where org_id = $1 union all select id, name from scope where org_id = $1",
      [organization.id],
    );
    const names = new Map(rows.map((row) => [row.id as unknown, row.name]));
    const [from, to] = [Date.parse(entries[0]?.at ?? ""), Date.parse(entries.at(-1)?.at ?? "")];
    const random = Array.from({ length: 200 - entries.length }, () =>
      new Date(from - 5 + Math.random() * (to - from + 10)).toISOString(),
    );
    // Where an entry takes effect to the microsecond, too.
    const instants = [...entries.map(({ at }) => at), ...random];
    const states = new Set<unknown>();
    for (const at of instants) {
      const told = replay(type, id, entries, microseconds(at), names);
      const shown = await house
        .call(`${name}.asOf`, { id, at }, token)
        .catch((error: { code?: string }) =>
          error.code === "not_found" ? null : Promise.reject(error),
        );
      states.add(told?.["state"] ?? null);
      expect(shown && without(shown), at).toEqual(told);
    }
    expect(instants.length).toBeGreaterThanOrEqual(200);
    expect(states.size).toBeGreaterThan(3);
  }, 60_000);
});

const microseconds = (at: string): string => (at.length === 24 ? at.replace("Z", "000Z") : at);

/** What the answer has beside the record itself. */
const without = ({ at: _, children, ...item }: Record<string, unknown>) => ({
  ...item,
  children: Object.fromEntries(
    Object.entries(children as Record<string, Record<string, unknown>[]>).map(([as, rows]) => [
      as,
      rows.map(({ parties: __, ...row }) => row),
    ]),
  ),
});
