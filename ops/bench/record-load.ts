import { assign, rolesAndScopes } from "#core/access";
import { hashPassword } from "#core/identity";
import { actFor, type InvokerParts } from "#core/operation";
import { demoPassword } from "../demo/organizations.ts";
import type { BenchOrganization } from "./data.ts";
import { loadHttp, type Load, type Measured } from "./http-load.ts";
import { type Member, post } from "./requests.ts";

const judge = "bench.judge";
const signings = 160;
const typists = 4;

/** Somebody of the organisation who judges CAPAs: verified as a signer, and neither their author nor their owner. */
export const addJudge = (
  parts: InvokerParts,
  { id: organizationId, membershipId: verifiedBy }: BenchOrganization,
): Promise<void> =>
  actFor(parts, { organizationId, kind: "console", operation: "bench.generate" }, async (ctx) => {
    const { sql } = await import("kysely");
    const hash = await hashPassword(demoPassword);
    const { roles } = await rolesAndScopes(ctx);
    const [personId, membershipId] = [ctx.newId(), ctx.newId()];
    await sql`select person_create(${personId}, ${judge}, ${`${judge}@example.org`})`.execute(
      ctx.db,
    );
    await sql`select person_set_password(${personId}, ${hash})`.execute(ctx.db);
    await sql`insert into membership (org_id, id, person_id, printed_name)
      values (${organizationId}, ${membershipId}, ${personId}, 'The judge')`.execute(ctx.db);
    await sql`select person_join(${ctx.newId()}, ${personId}, ${organizationId})`.execute(ctx.db);
    await assign(ctx, membershipId, {
      roleId: roles.get("qualityManager")?.id ?? "",
      scopeId: organizationId,
    });
    await sql`insert into signer_identity (org_id, id, membership_id, verified_by, how, verified_at)
      values (${organizationId}, ${ctx.newId()}, ${membershipId}, ${verifiedBy}, 'Seen in person', now())`.execute(
      ctx.db,
    );
  });

/** Every record takes its number from one counter, which is locked until its transaction ends. */
export const loadNumbered = (port: number, load: Load, member: Member): Promise<Measured> =>
  loadHttp(port, load, () => post("/capas", member, request(member)));

const request = ({ id }: Pick<Member, "id">) => ({
  ...{ scopeId: id, title: "Labels come off in the cold room", kind: "corrective" },
  problem: "Eleven of two hundred labels came off within a day.",
  sourceReference: "Audit 4: finding on storage",
});

/**
 * A signed step alone, with all that it looks up, locks, hashes and logs. The passwords are typed before: they cost what
 * `sign-in` says, and on purpose.
 */
export const loadSigned = async (
  port: number,
  connections: number,
  member: Member,
): Promise<Measured> => {
  const { token, prepare } = await openCeremony(port, member);
  const ready: string[] = [];
  const type = async (count: number) => {
    for (let one = 0; one < count; one++) {
      const { path, body } = await prepare();
      ready.push(post(path, { ...member, token }, body));
    }
  };
  await Promise.all(Array.from({ length: typists }, () => type(signings / typists)));
  let turn = 0;
  const load = { seconds: 100, connections, requests: ready.length };
  return loadHttp(port, load, () => ready[turn++] ?? "");
};

export type Prepared = { readonly id: string; readonly path: string; readonly body: object };

/**
 * The judge at a browser. `prepare` makes a CAPA of the member's, looks at it and types the password: it is one request away
 * from being accepted.
 */
export const openCeremony = async (
  port: number,
  member: Pick<Member, "id" | "membershipId" | "token">,
): Promise<{ readonly token: string; readonly prepare: () => Promise<Prepared> }> => {
  const token = await signInBrowser(port);
  const [ask, call] = [callerOf(port, member.token), callerOf(port, token)];
  const { policy } = await call<{ policy: Policy }>("GET", "/signing/readiness");
  if (!policy.accepted) await call("POST", "/signing/policy/accept", { version: policy.version });
  const prepare = async (): Promise<Prepared> => {
    const { id, version } = await ask<{ id: string; version: number }>(
      "POST",
      "/capas",
      request(member),
    );
    const path = `/capas/${id}/accept`;
    const input = {
      version,
      ...{ ownerId: member.membershipId, priority: "high", rationale: "It can reach patients." },
    };
    const { digest, point } = await call<{ digest: string; point: string }>(
      "POST",
      `${path}/preview`,
      input,
    );
    const { proof } = await call<{ proof: string }>("POST", "/auth/step-up", {
      ...{ password: demoPassword, purpose: `sign quality.capa.${point} ${id}`, digest },
    });
    return { id, path, body: { ...input, signature: { proof, digest } } };
  };
  return { token, prepare };
};

type Policy = { readonly version: number; readonly accepted: boolean };
type Call = <R>(method: "GET" | "POST", path: string, body?: unknown) => Promise<R>;

/** The secret of a browser's session: a program's log-in signs nothing. */
const signInBrowser = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: judge, password: demoPassword }),
  });
  const secret = /plumbline=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
  if (!secret) throw new Error(`The judge could not sign in: ${await answer.text()}`);
  return secret;
};

const callerOf =
  (port: number, token: string): Call =>
  async <R>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (answer.status === 204 ? null : await answer.json()) as R;
  };
