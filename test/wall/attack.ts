import { randomUUID } from "node:crypto";
import type { TestHouse } from "../harness.ts";
import type { Answer, DocumentedRoute, Input } from "./document.ts";
import { send } from "./document.ts";
import type { Side } from "./furnish.ts";
import { recordRecipe } from "./record-recipes.ts";
import { recipes } from "./recipes.ts";

export type Attack = {
  readonly house: TestHouse;
  readonly mine: Side;
  readonly token: string;
  /** Ids that must be as good as ids that nobody has, by what they are of. */
  readonly foreign: Readonly<Record<string, string>>;
  readonly canaries: readonly string[];
  /** A digest of everything that must stay as it is. */
  readonly untouched: () => Promise<string>;
};

/** Every foreign id in every place of one route; answers what got through, in words. */
export const attack = async (
  { house, mine, token, foreign, canaries, untouched }: Attack,
  route: DocumentedRoute,
): Promise<readonly string[]> => {
  const { input, token: special } = await requestFor(house, mine, route);
  const before = await untouched();
  const breaches: string[] = [];
  for (const place of route.idPlaces) {
    const call = (id: string) =>
      send(house.server, route, put(route, input, place, id), special ?? token);
    const nobodys = await call(randomUUID());
    for (const [kind, id] of Object.entries(foreign)) {
      const answer = await call(id);
      const fault =
        faultOf(route, answer, canaries) ??
        (comparable(answer) === comparable(nobodys)
          ? null
          : `answered ${answer.status} where an id of nobody answers ${nobodys.status}`);
      if (fault)
        breaches.push(
          `${route.id} with ${kind} as ${place.join(".")} ${fault}: ${answer.text.slice(0, 200)}`,
        );
    }
  }
  if ((await untouched()) !== before)
    breaches.push(`${route.id} changed the other side's rows or log`);
  return breaches;
};

/** A request known to succeed with own ids; a route that the recipes do not know fails with what to do. */
export const requestFor = async (
  house: TestHouse,
  own: Side,
  route: DocumentedRoute,
): Promise<{ input: Input; token?: string }> => {
  const recipe = recipes[route.id] ?? recordRecipe(route.id);
  if (!recipe)
    throw new Error(
      `${route.id} takes ids (${route.idPlaces.map((place) => place.join(".")).join(", ")}) and the wall tests know no request for it. Add one to test/wall/recipes.ts.`,
    );
  const request = await recipe(house, own);
  for (const place of route.idPlaces) put(route, request.input, place, randomUUID());
  return request;
};

const faultOf = (
  route: DocumentedRoute,
  { status, text, headers }: Answer,
  canaries: readonly string[],
): string | null => {
  const canary = canaries.find((one) => text.includes(one) || headers.includes(one));
  if (canary !== undefined) return `shows ${canary}`;
  if (status >= 500) return `answered ${status}`;
  return status < 300 && route.method !== "GET" ? `answered ${status}` : null;
};

// What differs between two answers for reasons that tell nothing: the request's id, and how long one's own log is.
const comparable = ({ status, text }: Answer): string => {
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  delete body["requestId"];
  delete body["size"];
  return `${status} ${JSON.stringify(body)}`;
};

const put = (route: DocumentedRoute, input: Input, place: readonly string[], id: string): Input => {
  const copy = structuredClone(input);
  let holder: Record<string, unknown> = copy;
  const names = place.map((name) => (name === "*" ? "0" : name));
  for (const name of names.slice(0, -1)) holder = (holder[name] ?? {}) as Record<string, unknown>;
  const last = names.at(-1) ?? "";
  if (holder[last] === undefined)
    throw new Error(
      `The request for ${route.id} in test/wall/recipes.ts leaves out ${place.join(".")}, which takes an id. Fill it, so that foreign ids are tried there.`,
    );
  holder[last] = id;
  return copy;
};
