import { rolesAndScopes } from "#core/access";
import { actFor } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";
import type { House } from "../house/house.ts";
import { apps } from "../house/apps.ts";
import { browse, invoke, type Browser } from "./browse.ts";
import { type DemoAction, type DemoCapa, demoCapas } from "./capas.ts";
import type { DemoOrganization } from "./organizations.ts";

type Thing = { readonly id: string; readonly version: number; readonly submittedAt: string | null };

/** The demo's CAPAs come about as real ones do: requested, accepted, planned and signed by the people named. */
export const loadRecords = async (house: House, organization: DemoOrganization): Promise<void> => {
  if (!organization.people.some(({ username }) => username === "nora.lind")) return;
  const browser = await browse(house, organization);
  const { scopes } = await actFor(
    house.parts,
    { organizationId: organization.id, kind: "service", operation: "demo.load" },
    rolesAndScopes,
  );
  for (const capa of demoCapas)
    await make(house, browser, capa, scopes.get(capa.scope)?.id ?? organization.id);
  await browser.close();
};

const make = async (
  house: House,
  browser: Browser,
  capa: DemoCapa,
  scopeId: string,
): Promise<void> => {
  const { title, kind, problem, source } = capa;
  const input = { title, kind, problem, sourceReference: source, scopeId };
  const { id } = await invoke<Thing>(house, "quality.capa.create", input, browser.as(capa.by));
  const actions: { id: string; action: DemoAction }[] = [];
  for (const step of capa.steps) {
    if ("take" in step)
      await take(house, browser, { type: "quality.capa", id, step: step.take }, step.by, step.with);
    else if ("edit" in step) await edit(house, browser, id, step.by, step.edit);
    else {
      const made = await invoke<Thing>(
        house,
        "quality.capaAction.create",
        {
          parentId: id,
          ...filled(house, browser, {
            ...{ title: step.act.title, kind: step.act.kind, task: step.act.task },
            ...{ ownerId: `person:${step.act.owner}`, dueOn: `day:${step.act.inDays}` },
          }),
        },
        browser.as(step.by),
      );
      actions.push({ id: made.id, action: step.act });
    }
  }
  for (const { id: actionId, action } of actions) await finish(house, browser, actionId, action);
};

const finish = async (
  house: House,
  browser: Browser,
  id: string,
  { owner, done }: DemoAction,
): Promise<void> => {
  if (!done) return;
  const type = "quality.capaAction";
  await take(house, browser, { type, id, step: "complete" }, owner, { evidence: done.evidence });
  if (done.verifiedBy) await take(house, browser, { type, id, step: "verify" }, done.verifiedBy);
};

const edit = async (
  house: House,
  browser: Browser,
  id: string,
  by: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const as = browser.as(by);
  const { version } = await invoke<Thing>(house, "quality.capa.get", { id }, as);
  const reason = "Filled in as far as it is known";
  await invoke(
    house,
    "quality.capa.edit",
    { id, version, reason, ...filled(house, browser, input) },
    as,
  );
};

type Taken = { readonly type: string; readonly id: string; readonly step: string };

/** A signed step goes through the whole ceremony: what it covers is looked at, the password typed, then it is signed. */
const take = async (
  house: House,
  browser: Browser,
  { type, id, step }: Taken,
  by: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  const as = browser.as(by);
  const { version } = await invoke<Thing>(house, `${type}.get`, { id }, as);
  const input = { id, version, ...filled(house, browser, more) };
  const signs = declared(type)
    .flatMap(({ states }) => Object.values(states))
    .some(({ on }) => on?.[step]?.signs !== undefined);
  if (!signs) {
    await invoke(house, `${type}.${step}`, input, as);
    return;
  }
  const preview = `${type}.preview${step.charAt(0).toUpperCase()}${step.slice(1)}`;
  const shown = await invoke<{ digest: string; point: string }>(house, preview, input, as);
  const purpose = `sign ${type}.${shown.point} ${id}`;
  const proof = await browser.prove(by, { purpose, digest: shown.digest });
  const signature = { proof, digest: shown.digest, ...(await roleFor(house, as, type, step)) };
  await invoke(house, `${type}.${step}`, { ...input, signature }, as);
};

/** Whoever holds the right through several roles says in which one they act. */
const roleFor = async (
  house: House,
  as: ReturnType<Browser["as"]>,
  name: string,
  step: string,
): Promise<{ role?: string }> => {
  const [type] = declared(name);
  const may = Object.values(type?.states ?? {}).flatMap(({ on }) => on?.[step]?.may ?? [])[0];
  if (!type || may === undefined) return {};
  const { roles } = await invoke<{ roles: string[] }>(
    house,
    "signatures.getReadiness",
    { permission: permissionOf(type, may) },
    as,
  );
  return roles.length > 1 && roles[0] !== undefined ? { role: roles[0] } : {};
};

const declared = (name: string): readonly RecordType[] =>
  apps.flatMap(({ records = [] }) => records).filter((type) => type.name === name);

/** "person:nora.lind" and "day:14" stand for who and when these are here and today. */
const filled = (
  house: House,
  browser: Browser,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const [kind, rest = ""] = typeof value === "string" ? value.split(":") : [];
      if (kind === "person") return [name, browser.membershipOf(rest)];
      return [name, kind === "day" ? day(house.parts.clock(), Number(rest)) : value];
    }),
  );

const day = (now: Date, shift: number): string =>
  new Date(now.getTime() + shift * 86_400_000).toISOString().slice(0, 10);
