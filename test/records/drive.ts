import {
  type Person,
  type RecordType,
  type Registry,
  type Transition,
  inEnglish,
  isEmpty,
  isFinal,
  openFields,
  refusals,
  valueOf,
} from "#core/records";

import type { TestHouse, TestOrganization, TestPerson } from "../harness.ts";
import { proofFor, signer } from "../signing.ts";
import { dataOf, type Detail } from "./detail.ts";
import { inputFor } from "./values.ts";

/** Four people who may do everything where the records lie, and can sign. The first makes records, the second owns them. */
export type Cast = readonly [TestPerson, TestPerson, TestPerson, TestPerson];

export const castWith = async (
  house: TestHouse,
  organization: TestOrganization,
  roles: Parameters<TestHouse["person"]>[1],
): Promise<Cast> => [
  await signer(house, organization, roles),
  await signer(house, organization, roles),
  await signer(house, organization, roles),
  await signer(house, organization, roles),
];

export type Drive = ReturnType<typeof drive>;

type Stage = {
  readonly house: TestHouse;
  readonly registry: Registry;
  readonly cast: Cast;
  readonly scopeId: string;
};

/**
 * Brings records of any declared type wherever their machines lead, through operations alone: fills in what is open, adds
 * children and finishes them, and takes each step as the first of the four to whom it is open.
 */
export const drive = ({ house, registry, cast, scopeId }: Stage) => {
  const [author, owner] = cast;

  const get = (type: RecordType, id: string): Promise<Detail> =>
    house.call(`${type.name}.get`, { id }, author.token);

  /** A fresh record in its first state; a child in a parent that takes one. */
  const make = async (type: RecordType): Promise<Detail> => {
    const above = registry.parentOf(type);
    if (!above) return get(type, (await create(type, { scopeId })).id);
    const parent = await make(above.parent);
    const taking = Object.keys(above.parent.children[above.as]?.add ?? {});
    const ready = await moveTo(above.parent, parent, taking);
    return get(type, (await create(type, { parentId: ready.id })).id);
  };

  const create = (type: RecordType, where: Readonly<Record<string, string>>) =>
    house.call<{ id: string }>(
      `${type.name}.create`,
      { ...where, ...creation(type, owner.membershipId) },
      author.token,
    );

  /** Takes the fewest steps until the record is in one of the states. */
  const moveTo = async (
    type: RecordType,
    shown: Detail,
    states: readonly string[],
  ): Promise<Detail> => {
    let now = shown;
    const way = wayBetween(type, shown.state, states);
    if (!way) throw new Error(`${type.name}: no way from ${shown.state} to ${states.join(", ")}.`);
    for (const step of way) now = await take(type, now, step);
    return now;
  };

  const take = async (type: RecordType, shown: Detail, step: string) => {
    const { input, token } = await requestOf(type, shown, step);
    await house.call(`${type.name}.${step}`, input, token);
    return get(type, shown.id);
  };

  /** The whole request of a step, signature included, as it would succeed now. */
  const requestOf = async (type: RecordType, shown: Detail, step: string) => {
    const { input, token, signs } = await unsigned(type, shown, step);
    if (!signs) return { input, token };
    return { input: { ...input, signature: await signature(type, step, input, token) }, token };
  };

  /** The same before it is signed, as a preview takes it. */
  const unsigned = async (type: RecordType, shown: Detail, step: string) => {
    const transition = stepOf(type, shown.state, step);
    const ready = await prepared(type, await inOpenParent(type, shown, transition));
    const who = takerOf(type, step, ready);
    const input = {
      ...{ id: ready.id, version: ready.version },
      ...(transition.reason ? { reason: "It has to be" } : {}),
      ...Object.fromEntries(
        (transition.asks ?? []).map((name) => inputFor(type, name, owner.membershipId)),
      ),
    };
    return { input, token: who.token, signs: transition.signs };
  };

  const signature = async (type: RecordType, step: string, input: object, token: string) => {
    const shown = await house.call<{ digest: string; point: string }>(
      `${type.name}.${previewOf(step)}`,
      input,
      token,
    );
    const purpose = `sign ${type.name}.${shown.point} ${(input as { id: string }).id}`;
    const { digest } = shown;
    return { digest, proof: await proofFor(house, token, { purpose, digest }) };
  };

  const inOpenParent = async (
    type: RecordType,
    shown: Detail,
    { parentIn }: Transition,
  ): Promise<Detail> => {
    const above = registry.parentOf(type);
    if (!above || !shown.parent || !parentIn || parentIn.includes(shown.parent.state)) return shown;
    await moveTo(above.parent, await get(above.parent, shown.parent.id), parentIn);
    return get(type, shown.id);
  };

  /** With every open and empty field filled in, at least one child of each kind, and children finished where they can be. */
  const prepared = async (type: RecordType, shown: Detail): Promise<Detail> => {
    await fill(type, shown);
    for (const [as, { type: child, add }] of Object.entries(type.children)) {
      if (shown.children[as]?.length === 0 && add[shown.state] !== undefined)
        await create(child, { parentId: shown.id });
      for (const { id } of (await get(type, shown.id)).children[as] ?? []) {
        await fill(child, await get(child, id));
        await finish(child, id);
      }
    }
    return get(type, shown.id);
  };

  const fill = async (type: RecordType, shown: Detail): Promise<void> => {
    const data = dataOf(type, shown);
    const who = data.ownerId === null ? author : owner;
    const empty = openFields(registry, type, data, able(who)).filter(
      (name) => name !== "links" && isEmpty(valueOf(data, name) ?? null),
    );
    if (empty.length === 0) return;
    await house.call(
      `${type.name}.edit`,
      {
        ...{ id: shown.id, version: shown.version, reason: "For the next step" },
        ...Object.fromEntries(empty.map((name) => inputFor(type, name, owner.membershipId))),
      },
      who.token,
    );
  };

  const finish = async (type: RecordType, id: string): Promise<void> => {
    for (let shown = await get(type, id); ;) {
      const ends = Object.keys(type.states).filter((name) => isFinal(type.states[name]));
      const [step] = wayBetween(type, shown.state, ends) ?? [];
      const parentIn = step === undefined ? [] : stepOf(type, shown.state, step).parentIn;
      if (step === undefined || (parentIn && !parentIn.includes(shown.parent?.state ?? ""))) return;
      shown = await take(type, shown, step);
    }
  };

  const takerOf = (type: RecordType, step: string, shown: Detail): TestPerson => {
    const why = (who: TestPerson) =>
      refusals(type, step, dataOf(type, shown), able(who), new Date().toISOString().slice(0, 10));
    // Judges come before whoever made it: most steps are closed to those.
    const who = cast.toReversed().find((one) => why(one).length === 0);
    if (who) return who;
    const said = cast.flatMap((one) => why(one).map(inEnglish)).join(" ");
    throw new Error(`Nobody can take ${type.name}.${step} of ${shown.state}: ${said}`);
  };

  return { get, make, moveTo, take, requestOf, unsigned };
};

const able = ({ membershipId }: TestPerson): Person => ({ membershipId, may: () => true });

/** What making a record of the type takes, beside where it is to lie. */
export const creation = (type: RecordType, ownerId: string): Record<string, unknown> => ({
  title: `A ${type.one}`,
  ...Object.fromEntries(
    Object.entries(type.fields)
      .filter(([, field]) => field.required)
      .map(([name]) => inputFor(type, name, ownerId)),
  ),
  ...(type.owner === null ? {} : { ownerId }),
  ...(type.due === null ? {} : { dueOn: "2027-01-01" }),
});

export const previewOf = (step: string): string =>
  `preview${step.charAt(0).toUpperCase()}${step.slice(1)}`;

export const statesWith = (type: RecordType, step: string): readonly string[] =>
  Object.keys(type.states).filter((name) => type.states[name]?.on?.[step]);

const stepOf = (type: RecordType, state: string, step: string): Transition => {
  const transition = type.states[state]?.on?.[step];
  if (!transition) throw new Error(`${type.name} has no step ${step} in ${state}.`);
  return transition;
};

/**
 * The fewest steps from one state to the nearest of some; what is marked as dangerous is taken only where nothing else leads
 * there. Null when nothing does.
 */
export const wayBetween = (
  type: RecordType,
  from: string,
  to: readonly string[],
): readonly string[] | null => search(type, from, to, false) ?? search(type, from, to, true);

const search = (
  type: RecordType,
  from: string,
  to: readonly string[],
  dangerous: boolean,
): readonly string[] | null => {
  const ways = new Map<string, readonly string[]>([[from, []]]);
  for (const [state, way] of ways) {
    if (to.includes(state)) return way;
    for (const [step, next] of Object.entries(type.states[state]?.on ?? {}))
      if ((dangerous || next.tone !== "danger") && !ways.has(next.to))
        ways.set(next.to, [...way, step]);
  }
  return null;
};
