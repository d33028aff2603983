import { initialState, type RecordType, type Transition } from "#core/records";
import type { TestHouse } from "../harness.ts";
import { castWith, creation, type Drive, drive, statesWith } from "../records/drive.ts";
import type { Detail } from "../records/detail.ts";
import { inputFor } from "../records/values.ts";
import type { Input } from "./document.ts";
import type { Side } from "./furnish.ts";
import { registry } from "./furnish-records.ts";
import type { Recipe } from "./recipes.ts";

/** What the recipes of a type are cooked from: people of the east who may do everything there, and records on their way. */
type Kitchen = Drive & {
  readonly own: Side;
  readonly token: string;
  /** Whoever owns a record must be able to go on with it. */
  readonly ownerId: string;
  readonly call: <R>(id: string, input: Input) => Promise<R>;
  readonly sequenced: () => Promise<void>;
  readonly ready: (type: RecordType, step: string) => Promise<Detail>;
};

const kitchens = new WeakMap<Side, Promise<Kitchen>>();

const kitchenOf = (house: TestHouse, own: Side): Promise<Kitchen> => {
  const known = kitchens.get(own) ?? openKitchen(house, own);
  kitchens.set(own, known);
  return known;
};

const openKitchen = async (house: TestHouse, own: Side): Promise<Kitchen> => {
  const role = { role: own.everythingName, in: own.east };
  const cast = await castWith(house, own.organization, [role]);
  const driven = drive({ house, registry, cast, scopeId: own.east });
  const waiting = new Map<string, string>();
  /** A record in which the step is open. One that an earlier request did not move is taken again. */
  const ready = async (type: RecordType, step: string): Promise<Detail> => {
    const key = `${type.name}.${step}`;
    const states = statesWith(type, step);
    const known = waiting.get(key);
    const left = known === undefined ? undefined : await driven.get(type, known);
    const moved =
      left && states.includes(left.state)
        ? left
        : await driven.moveTo(type, await driven.make(type), states);
    waiting.set(key, moved.id);
    return moved;
  };
  const [{ token }, { membershipId: ownerId }] = cast;
  const call: Kitchen["call"] = (id, input) => house.call(id, input, token);
  return { ...driven, own, token, ownerId, ready, call, sequenced: house.sequenced };
};

type Cooked = Awaited<ReturnType<Recipe>>;

/** One for each kind of operation, driven by the declarations: a new type needs none of its own. */
export const recordRecipe = (routeId: string): Recipe | undefined => {
  const dot = routeId.lastIndexOf(".");
  const [type, verb] = [registry.types.get(routeId.slice(0, dot)), routeId.slice(dot + 1)];
  if (!type) return undefined;
  const step = verb.startsWith("preview") ? lowerFirst(verb.slice("preview".length)) : verb;
  const transition = transitionOf(type, step);
  return async (house, own) => {
    const kitchen = await kitchenOf(house, own);
    if (transition) return steps(kitchen, type, step, verb !== step);
    const input = await plain[verb]?.(kitchen, type);
    if (!input) throw new Error(`test/wall/record-recipes.ts knows no request for ${routeId}.`);
    return { input, token: kitchen.token };
  };
};

/** Whether it moves a record on: what went before it, passwords included, is done anew for each one that is taken. */
export const isStep = (routeId: string): boolean => {
  const dot = routeId.lastIndexOf(".");
  const type = registry.types.get(routeId.slice(0, dot));
  return type !== undefined && transitionOf(type, routeId.slice(dot + 1)) !== undefined;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const transitionOf = ({ states }: RecordType, step: string): Transition | undefined =>
  Object.values(states).find(({ on }) => on?.[step])?.on?.[step];

const steps = async (
  { ready, unsigned, requestOf }: Kitchen,
  type: RecordType,
  step: string,
  preview: boolean,
): Promise<Cooked> => {
  const { input, token } = await (preview ? unsigned : requestOf)(
    type,
    await ready(type, step),
    step,
  );
  return { input, token };
};

const fresh = ({ ready, make }: Kitchen, type: RecordType): Promise<Detail> => {
  const [step] = Object.keys(type.states[initialState(type)]?.on ?? {});
  return step === undefined ? make(type) : ready(type, step);
};

const byId = async (kitchen: Kitchen, type: RecordType): Promise<Input> => ({
  id: (await fresh(kitchen, type)).id,
});

const filters = async ({ own }: Kitchen, type: RecordType): Promise<Input> => {
  const me = own.eastern.membershipId;
  const people = Object.entries(type.fields).filter(
    ([, { kind, filterable }]) => kind === "person" && filterable,
  );
  return {
    ...{ scopeId: own.east, ownerId: me, authorId: me, parentId: own.notices.east },
    ...Object.fromEntries(people.map(([name]) => [name, me])),
  };
};

const plain: Readonly<Record<string, (kitchen: Kitchen, type: RecordType) => Promise<Input>>> = {
  list: filters,
  count: filters,
  board: filters,
  get: byId,
  history: byId,
  listComments: byId,
  asOf: async (kitchen, type) => {
    const input = await byId(kitchen, type);
    await kitchen.sequenced();
    return { ...input, at: new Date().toISOString() };
  },
  create: async (kitchen, type) => {
    const { ownerId } = kitchen;
    const above = registry.parentOf(type);
    if (!above) return { scopeId: kitchen.own.east, ...creation(type, ownerId) };
    const taking = Object.keys(above.parent.children[above.as]?.add ?? {});
    const parent = await fresh(kitchen, above.parent);
    const { id: parentId } = await kitchen.moveTo(above.parent, parent, taking);
    return { parentId, ...creation(type, ownerId) };
  },
  edit: async (kitchen, type) => {
    const shown = await fresh(kitchen, type);
    const open = new Set(Object.values(type.states[shown.state]?.edits ?? {}).flat());
    const named = [...Object.keys(type.fields), ...(type.owner === null ? [] : ["owner"])];
    const values = named.map((name) => {
      const [input, value] = inputFor(type, name, kitchen.ownerId);
      return [input, open.has(name) ? value : shown[input]];
    });
    return { id: shown.id, version: shown.version, ...Object.fromEntries(values) };
  },
  comment: async (kitchen, type) => ({
    ...(await byId(kitchen, type)),
    ...{ text: "Look at the second batch", mentions: [kitchen.own.owner.membershipId] },
  }),
  link: async (kitchen, type) => {
    const [kind, { to: [to = ""] } = { to: [] }] = Object.entries(type.links)[0] ?? [""];
    const other = await kitchen.make(registry.types.get(to) ?? type);
    return { id: (await kitchen.make(type)).id, kind, toId: other.id };
  },
  unlink: async (kitchen, type) => {
    const input = (await plain["link"]?.(kitchen, type)) ?? {};
    const { id: linkId } = await kitchen.call<{ id: string }>(`${type.name}.link`, input);
    return { id: input["id"], linkId };
  },
  removeView: async ({ call }, type) => {
    const { id, version } = await call<{ id: string; version: number }>(`${type.name}.saveView`, {
      ...{ name: "Mine", query: "" },
    });
    return { id, version };
  },
};
