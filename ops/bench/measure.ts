import { statement } from "#core/database";
import type { Statement } from "#core/database";
import { newId } from "#core/operation";
import { apps } from "../house/apps.ts";
import { demoPassword } from "../demo/organizations.ts";
import type { DatabaseUrls } from "../house/urls.ts";
import type { BenchOrganization } from "./data.ts";
import { loadDirect } from "./direct-load.ts";
import { loadHttp } from "./http-load.ts";
import type { Measured } from "./http-load.ts";
import { get, type Member, notice, post, signInAll } from "./requests.ts";
import { loadLive } from "./live-load.ts";
import { loadNumbered, loadSigned } from "./record-load.ts";

export type Result = Measured & {
  readonly name: string;
  readonly connections: number;
  readonly ratio: number | null;
};

type Bench = {
  readonly port: number;
  readonly urls: DatabaseUrls;
  readonly organizations: readonly BenchOrganization[];
  readonly seconds: number;
  readonly coldStart: number;
};

export const measureAll = async (bench: Bench): Promise<readonly Result[]> => {
  const members = await signInAll(bench.port, bench.organizations);
  const of = (turn: number): Member => members[turn % members.length] as Member;
  const noticeOf = (turn: number) =>
    of(turn).notices[(turn * 7919) % of(turn).notices.length] ?? "";
  const reads = {
    list: (turn: number) => get("/notices", of(turn)),
    read: (turn: number) => get(`/notices/${noticeOf(turn)}`, of(turn)),
  };
  const direct = {
    list: () => read("home.listNotices", { show: "current", limit: 50 }),
    read: (turn: number) => read("home.getNotice", { id: noticeOf(turn) }),
  };
  const results: Result[] = [];
  const compare = async (
    name: string,
    connections: number,
    http: (turn: number) => string,
    yardstick?: (turn: number) => Statement,
  ) => {
    const load = { seconds: bench.seconds, connections };
    await loadHttp(bench.port, { seconds: 1, connections }, http);
    const served = await loadHttp(bench.port, load, http);
    const bare =
      yardstick &&
      (await loadDirect(
        bench.urls.app,
        { ...load, connections: Math.min(connections, 64) },
        (turn) => ({ wall: wallOf(of(turn)), sql: yardstick(turn) }),
      ));
    results.push({
      name,
      connections,
      ...served,
      ratio: bare ? served.throughput / bare.throughput : null,
    });
  };
  await compare("list", 32, reads.list, direct.list);
  await compare("read", 32, reads.read, direct.read);
  await compare("list", 500, reads.list);
  await compare("read", 500, reads.read);
  await compare(
    "create",
    32,
    (turn) => post("/notices", of(turn), notice(of(turn))),
    (turn) => bareInsert(of(turn), 1),
  );
  await compare(
    "bulk create",
    4,
    (turn) =>
      post("/notices/bulk", of(turn), {
        items: Array.from({ length: 100 }, () => notice(of(turn))),
      }),
    (turn) => bareInsert(of(turn), 100),
  );
  await compare("sign-in", 32, (turn) =>
    post("/auth/login", null, { username: of(turn).username, password: demoPassword }),
  );
  const first = of(0);
  const records = { seconds: bench.seconds, connections: 32 };
  await loadNumbered(bench.port, { ...records, seconds: 1 }, first);
  results.push({
    ...{ name: "numbered create", connections: records.connections, ratio: null },
    ...(await loadNumbered(bench.port, records, first)),
  });
  results.push({
    ...{ name: "transition with signature", connections: 16, ratio: null },
    ...(await loadSigned(bench.port, 16, first)),
  });
  const fanOut = await loadLive(bench.port, members.slice(0, 8), bench.seconds, (member) =>
    postNotice(bench.port, member),
  );
  results.push({ name: "live fan-out", ...fanOut, ratio: null });
  results.push({
    name: "cold start",
    connections: 1,
    throughput: 1000 / bench.coldStart,
    p50: bench.coldStart,
    p95: bench.coldStart,
    p99: bench.coldStart,
    errors: 0,
    ratio: null,
  });
  return results;
};

const postNotice = async (port: number, member: Member): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/notices`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${member.token}` },
    body: JSON.stringify(notice(member)),
  });
  return ((await answer.json()) as { id: string }).id;
};

/** The very statement that the operation sends. */
const read = (id: string, input: unknown): Statement => {
  const operation = apps.flatMap(({ operations }) => operations).find((one) => one.id === id);
  if (operation?.kind !== "query") throw new Error(`There is no query ${id}.`);
  return operation.read(input as never, { scopes: null } as never);
};

const wallOf = ({ id }: Member) => ({ organization: id, scopes: [id] });

const bareInsert = ({ id, membershipId }: Member, rows: number): Statement => statement`
  insert into notice_bare (org_id, id, scope_id, title, text, from_on, author_id, created_at, updated_at)
  select ${id}, one, ${id}, 'Created under load', ${"Some words about the day. ".repeat(8).trim()}, '2026-01-01', ${membershipId}, now(), now()
  from unnest(${Array.from({ length: rows }, newId)}::uuid[]) one`;
