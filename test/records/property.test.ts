import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialState, type RecordType, registryOf } from "#core/records";
import { Failure } from "#core/operation";
import { apps, testHouse, type TestPerson } from "../harness.ts";
import { proofFor, signer } from "../signing.ts";
import { creation, drive, previewOf } from "./drive.ts";
import { verifyExported } from "./exported.ts";
import { brokenInvariants } from "./invariants.ts";
import { sample } from "./sample/app.ts";
import { withSample } from "./sample/house.ts";
import { inputFor } from "./values.ts";

const house = await testHouse(withSample);
const registry = registryOf([...apps, sample].flatMap(({ records = [] }) => records));
const organization = await house.organization();
const [east, west] = [
  await house.scope(organization, "East"),
  await house.scope(organization, "West"),
];
// One role with every right: whoever holds several has to choose in which of them they sign.
await house.call(
  "access.addRole",
  { name: "Everything", permissions: [...house.parts.settings.permissions.keys()] },
  (await house.person(organization, ["administrator"])).token,
);
const people = [
  await signer(house, organization, ["Everything"]),
  await signer(house, organization, ["Everything"]),
  await signer(house, organization, ["Everything"]),
  await signer(house, organization, [
    { role: "Everything", in: east },
    { role: "member", in: west },
  ]),
] as const;
const driven = drive({ house, registry, cast: people, scopeId: east });

/** One thing that somebody tries; numbers are places in lists that are known only when it is tried. */
const attempt = fc.record({
  who: fc.nat(3),
  does: fc.constantFrom("begin", "make", "edit", "step", "step", "step", "child", "comment"),
  on: fc.nat(20),
  choice: fc.nat(20),
  inWest: fc.boolean(),
  isStale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  isTwice: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});
type Attempt = Parameters<Parameters<typeof attempt.map>[0]>[0];

type Kept = { readonly id: string; readonly type: RecordType };

const parents = ["quality.capa", "sample.calibration"].map((name) => {
  const type = registry.types.get(name);
  if (!type) throw new Error(`There is no ${name}.`);
  return { name, type };
});

const broken = async (): Promise<readonly string[]> => {
  const client = await house.superuser.connect();
  try {
    return await brokenInvariants(client, organization, registry);
  } finally {
    client.release();
  }
};

describe.each(parents)("whatever people try with $name", ({ type }) => {
  const kept: Kept[] = [];
  let effects = 0;

  it("numbers stay gap-free, states legal, the log complete, and nobody approves their own work", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 6, maxLength: 20 }), async (attempts) => {
        for (const one of attempts) effects += await tryIt(one);
        expect(await broken()).toEqual([]);
      }),
      // Bounded by time, because every signature costs a password; a failure prints the attempts that led to it.
      { numRuns: 30, interruptAfterTimeLimit: 6_500, endOnFailure: true },
    );
    expect(effects).toBeGreaterThan(10);
    const { ok, fault, signatures } = await verifyExported(house, organization, "Everything");
    expect({ ok, fault, broken: signatures.broken }).toEqual({ ok: true, fault: null, broken: [] });
  }, 60_000);

  /** How many of the requests had an effect: at most one, however often the same is sent at once. */
  async function tryIt(one: Attempt): Promise<number> {
    if (one.does === "begin") return begin(one);
    const who = people[one.who] ?? people[0];
    const [verb, input] = await requestOf(one, who);
    const idempotencyKey = one.isTwice ? String(Math.random()) : undefined;
    const send = () =>
      house.call<{ id: string }>(verb, input, who.token, { idempotencyKey }).catch(onlyRefusals);
    const answers = (await Promise.all(one.isTwice ? [send(), send()] : [send()])).flatMap(
      (answer) => (answer ? [answer.id] : []),
    );
    const made = verb.endsWith(".create")
      ? registry.types.get(verb.replace(/\.create$/, ""))
      : null;
    if (made && answers[0]) kept.push({ id: answers[0], type: made });
    expect(new Set(answers).size).toBeLessThanOrEqual(1);
    return new Set(answers).size;
  }

  /** A record somewhere on its way: what is left to chance alone hardly ever gets beyond its first states. */
  async function begin({ choice }: Attempt): Promise<number> {
    const states = Object.keys(type.states);
    const state = states[choice % states.length] ?? "";
    const { id } = await driven.moveTo(type, await driven.make(type), [state]);
    kept.push({ id, type });
    return 1;
  }

  async function requestOf(one: Attempt, who: TestPerson): Promise<readonly [string, object]> {
    const target = kept[one.on % Math.max(1, kept.length)];
    if (one.does === "make" || !target) {
      const scopeId = one.inWest ? west : east;
      return [`${type.name}.create`, { scopeId, ...creation(type, who.membershipId) }];
    }
    const { id, type: of } = target;
    const shown = await house
      .call<{ version: number; state: string }>(`${of.name}.get`, { id }, who.token)
      .catch(() => ({ version: 1, state: initialState(of) }));
    const version = one.isStale ? shown.version - 1 : shown.version;
    const [child] = Object.values(of.children);
    if (one.does === "comment") return [`${of.name}.comment`, { id, text: "Why?" }];
    if (one.does === "child" && child)
      return [
        `${child.type.name}.create`,
        { parentId: id, ...creation(child.type, who.membershipId) },
      ];
    if (one.does === "edit") return [`${of.name}.edit`, { id, version, ...edited(of, one, who) }];
    return stepOf(of, { id, version, state: shown.state }, one, who);
  }

  /** Mostly a step of the state that the record is in, now and then another one. */
  async function stepOf(
    of: RecordType,
    { id, version, state }: { id: string; version: number; state: string },
    { choice }: Attempt,
    who: TestPerson,
  ): Promise<readonly [string, object]> {
    const every = Object.values(of.states).flatMap(({ on }) => Object.entries(on ?? {}));
    const here = Object.entries(of.states[state]?.on ?? {});
    const from = here.length > 0 && choice % 5 > 0 ? here : every;
    const [step, { asks = [], signs }] = from[choice % from.length] ?? ["", { asks: [] }];
    const input = {
      ...{ id, version, reason: "It has to be" },
      ...Object.fromEntries(asks.map((name) => inputFor(of, name, who.membershipId))),
    };
    if (!signs) return [`${of.name}.${step}`, input];
    const shown = await house
      .call<{ digest: string; point: string }>(`${of.name}.${previewOf(step)}`, input, who.token)
      .catch(onlyRefusals);
    const digest = shown?.digest ?? "0".repeat(64);
    const proof = shown
      ? await proofFor(house, who.token, {
          purpose: `sign ${of.name}.${shown.point} ${id}`,
          digest,
        })
      : "x".repeat(43);
    return [`${of.name}.${step}`, { ...input, signature: { digest, proof } }];
  }
});

const edited = (type: RecordType, { choice }: Attempt, who: TestPerson) => {
  const names = [
    ...Object.keys(type.fields),
    "title",
    ...(type.owner === null ? [] : ["owner"]),
    ...(type.due === null ? [] : ["dueOn"]),
  ];
  const some = names.filter((_, place) => (place + choice) % 4 === 0);
  return {
    reason: "It was wrong",
    ...Object.fromEntries(some.map((name) => inputFor(type, name, who.membershipId))),
  };
};

/** Whatever is refused is refused on purpose and in a sentence; anything else is a fault of ours. */
const onlyRefusals = (error: unknown): null => {
  if (!(error instanceof Failure)) throw error;
  expect(error.message).toMatch(/[.!?]$/);
  return null;
};
