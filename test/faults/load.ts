import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { demoPassword } from "../../ops/demo/organizations.ts";

export type Acknowledged = {
  readonly id: string;
  readonly title: string;
  /** Sent again with its key after a cut or a refusal. */
  readonly retried: boolean;
};

export type Person = { readonly token: string; readonly organization: string };

export type Load = {
  readonly acknowledged: readonly Acknowledged[];
  /** Answers that no client should ever see, in words. */
  readonly strange: readonly string[];
  /** Refusals with a sentence, by that sentence. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly cuts: () => number;
  readonly stop: () => Promise<void>;
};

export type Target = () => string;

export const signIn = async (base: string, username: string): Promise<Person> => {
  const answer = await postJson(`${base}/api/v1/auth/login`, {
    username,
    password: demoPassword,
  });
  const body = (await answer.json()) as {
    access_token?: string;
    detail?: string;
    user?: { organization: { id: string } };
  };
  if (!body.access_token || !body.user) throw new Error(`Signing in failed: ${body.detail}`);
  return { token: body.access_token, organization: body.user.organization.id };
};

/** Clients that post notices one after the other, each with its key, until each is acknowledged. */
export const startLoad = (
  target: Target,
  people: readonly Person[],
  plan: { readonly clients: number; readonly name: string; readonly retry: boolean },
): Load => {
  const acknowledged: Acknowledged[] = [];
  const strange: string[] = [];
  const refusals = new Map<string, number>();
  let cuts = 0;
  let stopping = false;

  const client = async (index: number): Promise<void> => {
    const person = people[index % people.length];
    for (let count = 0; person !== undefined && !stopping; count++) {
      const title = `${plan.name} ${index}.${count}`;
      const key = randomUUID();
      for (let attempt = 0; !stopping || attempt > 0; attempt++) {
        const outcome = await post(target(), person, title, key);
        if (typeof outcome === "object") {
          acknowledged.push({ ...outcome, title, retried: attempt > 0 });
          break;
        }
        if (outcome === "cut") cuts++;
        else if (outcome.startsWith("strange")) strange.push(outcome);
        else refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
        if (!plan.retry || (stopping && attempt > 100)) return;
        await sleep(100);
      }
    }
  };
  const clients = Promise.all(Array.from({ length: plan.clients }, (_, index) => client(index)));
  return {
    acknowledged,
    strange,
    refusals,
    cuts: () => cuts,
    stop: async () => {
      stopping = true;
      await clients;
    },
  };
};

/** The notice's id when acknowledged, "cut" without an answer, else the refusal's sentence. */
export const post = async (
  base: string,
  { token, organization }: Person,
  title: string,
  key: string,
): Promise<{ readonly id: string } | string> => {
  try {
    const answer = await postJson(
      `${base}/api/v1/notices`,
      { title, text: "Under load.", fromOn: "2026-01-01", scopeId: organization },
      { authorization: `Bearer ${token}`, "idempotency-key": key },
    );
    const body = (await answer.json()) as { id?: string; detail?: string };
    if (answer.status === 201 && body.id) return { id: body.id };
    return sentenceOf(answer, body);
  } catch {
    return "cut";
  }
};

/** A refusal is one only as a problem that says what to do, and when to come again. */
const sentenceOf = (answer: Response, problem: { detail?: string }): string => {
  const { status, headers } = answer;
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json") === true;
  const detail = problem.detail ?? "";
  return isProblem && status === 503 && headers.has("retry-after") && /\w\.$/.test(detail)
    ? detail
    : `strange: ${status} ${JSON.stringify(problem).slice(0, 200)}`;
};

const postJson = (
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
