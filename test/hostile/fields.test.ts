import { afterAll, describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { requestFor } from "../wall/attack.ts";
import { exampleOf } from "../wall/document.ts";
import type { Input } from "../wall/document.ts";
import { furnish } from "../wall/furnish.ts";
import type { Side } from "../wall/furnish.ts";
import { isStep } from "../wall/record-recipes.ts";
import { routesWithFields } from "./fields.ts";
import type { Field, HostileRoute } from "./fields.ts";
import { meet } from "./probe.ts";
import type { Met, Probe } from "./probe.ts";
import { seeded } from "./random.ts";
import type { Random } from "./random.ts";
import { residue } from "./residue.ts";
import { hostileTexts, hostileValues } from "./values.ts";
import type { Hostile } from "./values.ts";

const seed = Number(process.env["SEED"] ?? 20_261_120);
const house = await testHouse();
const own = await furnish(house);
const routes = (await routesWithFields(house.server)).filter(({ fields }) => fields.length > 0);
let requests = 0;
let taken = 0;

afterAll(() =>
  console.log(`hostile fields: ${requests} requests, ${taken} taken as valid, seed ${seed}`),
);

describe("wrong values in every field of every operation (ASVS 1.2.4, 2.2.1, 15.3.3, 15.3.5, 15.3.6)", () => {
  it("are tried wherever the document shows a field", () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.flatMap(({ fields }) => fields).length).toBeGreaterThan(70);
  });

  it.each(routes)("$id refuses them and keeps nothing", async (route) => {
    const side = route.id.startsWith("identity.") ? await withFreshOwner() : own;
    const ready = () => wellFormed(route, side);
    const base = await ready();
    const rows = await residue(house.superuser);
    const tried = await attack(route, { base, ready, token: side.owner.token });
    const refused = new Set(tried.filter(({ met }) => met.status >= 400).map(({ name }) => name));
    expect(faultsOf(tried)).toEqual([]);
    expect(refused.size).toBeGreaterThan(0);
    if ((await residue(house.superuser)) === rows) return;

    // Something was valid and did its work: the refused ones alone must not have.
    const freshBase = await ready();
    const freshRows = await residue(house.superuser);
    const again = await attack(route, { base: freshBase, token: side.owner.token, only: refused });
    expect(faultsOf(again)).toEqual([]);
    expect(again.filter(({ met }) => met.status < 400)).toEqual([]);
    expect(await residue(house.superuser)).toBe(freshRows);
  });
});

/** Wrong sign-ins lock an account, so what signs in does it as somebody of its own. */
const withFreshOwner = async (): Promise<Side> => ({
  ...own,
  owner: await house.person(own.organization, [`Everything ${own.canaries[0]}`]),
});

type Tried = { readonly name: string; readonly met: Met };

type WellFormed = { readonly input: Input; readonly token?: string };

type Plan = {
  readonly base: WellFormed;
  readonly token: string;
  /** Makes the request anew after one that was taken. */
  readonly ready?: () => Promise<WellFormed>;
  readonly only?: ReadonlySet<string>;
};

/** Every value in every field, and each field left out. */
const attack = async (
  route: HostileRoute,
  { base: first, token, ready, only }: Plan,
): Promise<readonly Tried[]> => {
  const random = seeded(seed);
  let base = first;
  const tried: Tried[] = [];
  for (const field of route.fields) {
    for (const value of valuesFor(route, field, random)) {
      const name = `${field.place.join(".")} with ${value?.name ?? "nothing"}`;
      if (only !== undefined && !only.has(name)) continue;
      const probe = probeOf(route, base.input, field, value);
      const headers = { authorization: `Bearer ${base.token ?? token}` };
      const met = await meet(house.server, { ...probe, name, headers });
      tried.push({ name, met: { ...met, fault: met.fault ?? unfaithful(field, value, met) } });
      requests++;
      if (met.status >= 400) continue;
      taken++;
      if (route.method === "PATCH") base = afterwards(base, met) ?? base;
      else if (route.method !== "GET" && ready) base = await ready();
    }
  }
  return tried;
};

// Where a password is hashed each text costs as much as a hundred requests elsewhere.
const hashing = /^identity\.(signIn|logIn|changePassword|followLink)$/;

/** Of values that a field may take only so many are tried; a step's texts are the same fields as its record's `edit`. */
const oneIn = (route: HostileRoute): number =>
  isStep(route.id) ? 25 : hashing.test(route.id) ? 5 : 1;

/** Null stands for the field left out. */
const valuesFor = (
  route: HostileRoute,
  field: Field,
  random: Random,
): readonly (Hostile | null)[] => {
  if (field.where === "path") return hostileTexts(random);
  const values = field.where === "body" ? hostileValues(random) : hostileTexts(random);
  const few = values.filter(
    (value, index) => index % oneIn(route) === 0 || value.never || !fits(field, value.json),
  );
  return [...few, null];
};

/** An edit that was taken only made a newer version, which the next request can name. */
const afterwards = ({ input, token }: WellFormed, { text }: Met): WellFormed | null => {
  const { version } = (text.startsWith("{") ? JSON.parse(text) : {}) as { version?: number };
  if (version === undefined || typeof input["version"] !== "number") return null;
  return { input: { ...input, version }, ...(token === undefined ? {} : { token }) };
};

const faultsOf = (tried: readonly Tried[]): readonly string[] =>
  tried.flatMap(({ name, met }) => (met.fault === null ? [] : [`${name} ${met.fault}`]));

const wellFormed = async (route: HostileRoute, side: Side): Promise<WellFormed> =>
  route.idPlaces.length > 0 ? requestFor(house, side, route) : { input: exampleOf(route) };

const mark = "@@here@@";

const probeOf = (
  route: HostileRoute,
  input: Input,
  field: Field,
  value: Hostile | null,
): Omit<Probe, "name" | "headers"> => {
  const rest: Record<string, unknown> = structuredClone(input);
  put(rest, field.place, value === null ? undefined : mark);
  const take = (name: string): string => {
    const text = String(rest[name]);
    delete rest[name];
    return text === mark ? (value?.json ?? "") : encodeURIComponent(text);
  };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => take(name));
  const query = route.parameters
    .filter(({ name, in: where }) => where === "query" && rest[name] !== undefined)
    .map(({ name }) => `${name}=${take(name)}`)
    .join("&");
  return {
    method: route.method,
    url: query === "" ? path : `${path}?${query}`,
    ...(route.body
      ? { payload: JSON.stringify(rest).replace(`"${mark}"`, () => value?.json ?? "") }
      : {}),
    refused: value === null ? field.required : value.never || !fits(field, value.json),
  };
};

const put = (input: Record<string, unknown>, place: readonly string[], value: unknown): void => {
  const holder = place
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (above, name) => (above[name] ??= {}) as Record<string, unknown>,
      input,
    );
  const last = place.at(-1) ?? "";
  if (value === undefined) delete holder[last];
  else holder[last] = value;
};

/** Whether the type alone would let it in; in an address everything is text at first. */
const fits = ({ where, types }: Field, json: string): boolean => {
  if (where !== "body" || types.length === 0) return true;
  const value: unknown = JSON.parse(json);
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (typeof value === "number")
    return types.includes("number") || (types.includes("integer") && Number.isSafeInteger(value));
  return types.includes(typeof value);
};

/** A text that was taken comes back as it was sent, but for blanks around it. */
const unfaithful = (field: Field, value: Hostile | null, { status, text }: Met): string | null => {
  if (value === null || field.where !== "body" || field.place.length > 1) return null;
  if (status >= 300 || text === "" || !text.startsWith("{")) return null;
  const sent: unknown = JSON.parse(value.json);
  const shown = (JSON.parse(text) as Record<string, unknown>)[field.place[0] ?? ""];
  if (typeof sent !== "string" || typeof shown !== "string") return null;
  // Names that are keys know no capitals.
  const isKey = ["username", "kind"].includes(field.place[0] ?? "");
  const expected = isKey ? sent.trim().toLowerCase() : sent.trim();
  return shown === expected ? null : `came back as ${JSON.stringify(shown)}`;
};
