import type { Page } from "playwright-core";
import { expect } from "vitest";
import { password } from "../harness.ts";
import type { Visit } from "./app.ts";

/** Where the record with this title has its page. */
export async function addressOf({ context }: Visit, wanted: string): Promise<string> {
  const answer = await context.request.get("/api/v1/capas?limit=100");
  const { items } = (await answer.json()) as { items: { id: string; title: string }[] };
  return `/capas/${items.find((one) => one.title === wanted)?.id}`;
}

/** The last part of every ceremony. */
export async function sign(page: Page): Promise<void> {
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Another CAPA whose plan waits for approval, without the screen. */
export async function submitPlan(owner: Visit, quality: Visit): Promise<void> {
  const { items } = await send<{ items: { id: string; name: string }[] }>(owner, "get", "/scopes");
  const scopeId = items.find(({ name }) => name === "Production")?.id;
  const { id } = await send<{ id: string }>(owner, "post", "/capas", {
    ...{ title: "Seals leak", kind: "corrective", problem: "Two of fifty.", scopeId },
    sourceReference: "Check of the line",
  });
  const capa = `/capas/${id}`;
  const me = await send<{ membership: { id: string } }>(owner, "get", "/auth/session");
  const ownerId = me.membership.id;
  const accepted = { version: 1, ownerId, priority: "high", rationale: "It may leak further." };
  type Preview = { digest: string; point: string };
  const { digest, point } = await send<Preview>(
    quality,
    "post",
    `${capa}/accept/preview`,
    accepted,
  );
  const purpose = `sign quality.capa.${point} ${id}`;
  const typed = { password, purpose, digest };
  const { proof } = await send<{ proof: string }>(quality, "post", "/auth/step-up", typed);
  await send(quality, "post", `${capa}/accept`, { ...accepted, signature: { proof, digest } });
  const version = async () => (await send<{ version: number }>(owner, "get", capa)).version;
  const found = { causes: ["machine"], rootCause: "Worn jaws.", extent: "Line 2 only." };
  const reason = "As far as it is known";
  await send(owner, "patch", capa, { version: await version(), reason, ...found });
  await send(owner, "post", `${capa}/conclude-investigation`, { version: await version() });
  const plan = { plan: "New jaws.", criterion: "None of 1,000", checkOn: "2099-02-01" };
  const dueOn = "2099-01-01";
  await send(owner, "patch", capa, { version: await version(), reason, ...plan, dueOn });
  const action = { title: "Change the jaws", kind: "engineering", task: "Change them." };
  await send(owner, "post", "/capa-actions", { parentId: id, ...action, ownerId, dueOn });
  await send(owner, "post", `${capa}/submit-plan`, { version: await version() });
}

async function send<T>(
  { context }: Visit,
  method: "get" | "post" | "patch",
  path: string,
  data?: object,
): Promise<T> {
  const answer = await context.request[method](`/api/v1${path}`, {
    headers: { "x-plumbline": "1" },
    ...(data ? { data } : {}),
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}
