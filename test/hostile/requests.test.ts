import { afterAll, describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { exampleOf } from "../wall/document.ts";
import { routesWithFields } from "./fields.ts";
import type { HostileRoute } from "./fields.ts";
import { meet } from "./probe.ts";
import type { Probe } from "./probe.ts";
import { seeded } from "./random.ts";
import type { Random } from "./random.ts";
import { residue } from "./residue.ts";

const seed = Number(process.env["SEED"] ?? 20_261_120);
const house = await testHouse();
const { token } = await house.person(await house.organization(), ["administrator", "member"]);
// What the edge itself answers takes no input at all, so nothing in it can be wrong.
const routes = (await routesWithFields(house.server)).filter(({ id }) => !id.startsWith("system."));
let requests = 0;

afterAll(() => console.log(`hostile requests: ${requests}, seed ${seed}`));

describe("whole requests that are wrong (ASVS 2.2.1, 4.1.1, 13.1.2, 15.3.5, 15.3.7)", () => {
  it.each(routes)("$id refuses them and keeps nothing", async (route) => {
    const rows = await residue(house.superuser);
    const faults: string[] = [];
    for (const probe of probesOf(route, seeded(seed))) {
      const headers = { authorization: `Bearer ${token}`, ...probe.headers };
      const { fault } = await meet(house.server, { ...probe, headers });
      requests++;
      if (fault !== null) faults.push(`${probe.name} ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(await residue(house.superuser)).toBe(rows);
  });
});

const probesOf = (route: HostileRoute, random: Random): readonly Probe[] => {
  const { method } = route;
  const input: Record<string, unknown> = { ...exampleOf(route) };
  const url = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = encodeURIComponent(String(input[name]));
    delete input[name];
    return text;
  });
  for (const { name, in: where } of route.parameters) if (where === "query") delete input[name];
  const right = JSON.stringify(input);
  const wrong = (name: string, more: Partial<Probe>): Probe => ({
    name,
    method,
    url,
    ...(method === "GET" ? {} : { payload: right }),
    refused: true,
    ...more,
  });
  const payloads = method === "GET" ? { "a body where none belongs": "{}" } : bodies(right, random);
  return [
    ...Object.entries(payloads).map(([name, payload]) => wrong(name, { payload })),
    ...(method === "GET" ? [] : contentTypes(right).map((more) => wrong(more.name, more))),
    ...addresses(url, route).map(([name, address]) => wrong(name, { url: address })),
    ...headersOf(route).map(([name, headers]) => wrong(name, { headers })),
  ];
};

/** The same body, spoilt as a whole. Two bodies that differ in one key only would be read differently by two readers. */
const bodies = (right: string, random: Random): Readonly<Record<string, string | Buffer>> => {
  const members = right === "{}" ? "" : `,${right.slice(1, -1)}`;
  const first = /^\{("\w+":)/.exec(right)?.[1];
  return {
    "an unknown field": `{"unheardOf":1${members}}`,
    "an administrator's field": `{"isAdmin":true${members}}`,
    "a prototype": `{"__proto__":{"isAdmin":true}${members}}`,
    "an escaped prototype": `{"\\u005f_proto__":{}${members}}`,
    "a constructor": `{"constructor":{"prototype":{}}${members}}`,
    "an org_id": `{"org_id":"00000000-0000-0000-0000-000000000000"${members}}`,
    ...(first === undefined ? {} : { "a field twice": `{${first}null${members}}` }),
    "a name with NUL": `{"a\\u0000":1${members}}`,
    "a list": `[${right}]`,
    "only null": "null",
    "only a number": "7",
    "only a text": '"text"',
    "no JSON": "<?xml version='1.0'?><a/>",
    "a form": "title=a&text=b",
    "two bodies": `${right}${right}`,
    "a comment": `/* */${right}`,
    "single quotes": right.replaceAll('"', "'").replace("{}", "{'a':1}"),
    "a comma too many": right === "{}" ? "{,}" : right.replace(/\}$/, ",}"),
    "not a number": '{"version":NaN}',
    "cut off": right.slice(0, 1 + random(Math.max(1, right.length - 1))),
    "cut off inside a character": Buffer.from([0x7b, 0x22, 0xc3]),
    "no UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    "an overlong slash": Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
    "a byte order mark": `\ufeff${right}`,
    "UTF-16": Buffer.from(right, "utf16le"),
    "nested 100,000 deep": "[".repeat(100_000),
    "nested objects": `${'{"a":'.repeat(33)}1${"}".repeat(33)}`,
    "a million bytes too many": `{"a":"${"x".repeat(2_000_000)}"}`,
    "ten thousand fields": `{${Array.from({ length: 10_000 }, (_, n) => `"f${n}":1`).join(",")}}`,
    noise: Buffer.from(Array.from({ length: 200 }, () => random(256))),
  };
};

type Spoilt = Partial<Probe> & { readonly name: string };

const contentTypes = (right: string): readonly Spoilt[] => {
  const body = right === "{}" ? '{"a":1}' : right;
  const typed = (name: string, headers: Readonly<Record<string, string>>) => ({
    name,
    headers,
    payload: body,
  });
  return [
    ...[
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/xml",
      "application/json; charset=utf-16",
      "application/jsonp",
      "application/problem+json",
      "json",
      "*/*",
    ].map((type) => typed(`sent as ${type}`, { "content-type": type })),
    ...["gzip", "br", "deflate, gzip"].map((encoding) =>
      typed(`packed as ${encoding}`, { "content-encoding": encoding }),
    ),
  ];
};

const addresses = (url: string, route: HostileRoute): readonly (readonly [string, string])[] => {
  const query = route.fields.find(({ where }) => where === "query");
  const name = query?.place[0] ?? "nothing";
  return [
    ["an unknown parameter", `${url}?unheardOf=1`],
    ["a parameter twice", `${url}?${name}=a&${name}=a`],
    ["a parameter as a list", `${url}?${name}[]=a`],
    ["a prototype in the query", `${url}?__proto__=1`],
    ["a constructor in the query", `${url}?constructor=1`],
    ["half a percent sign", `${url}?${name}=%`],
    ["a percent sign that means nothing", `${url}?${name}=%zz`],
    ["no UTF-8 in the query", `${url}?${name}=%ff`],
    ["NUL in the query", `${url}?${name}=a%00b`],
    ["a line end in a name", `${url}?%0a=1&a%00=1`],
    ["a bad path", `${url}/%zz`],
    ["a path upwards", `${url}/..%2f..%2f..%2fetc%2fpasswd`],
    ["NUL in the path", `${url}%00`],
    ["a path that goes on", `${url}/and/on`],
    ["a doubled path", `/${url.slice(1).replace("/", "//")}`],
    ["a very long query", `${url}?${name}=${"x".repeat(5000)}`],
    [
      "a thousand parameters",
      `${url}?${Array.from({ length: 1000 }, (_, n) => `p${n}`).join("&")}`,
    ],
    ...route.fields
      .filter(({ where }) => where === "body" && route.method !== "GET")
      .slice(0, 1)
      .map(({ place }): readonly [string, string] => [
        "a field in body and query",
        `${url}?${place[0]}=1`,
      ]),
  ];
};

const headersOf = (
  route: HostileRoute,
): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
  ["an organisation that is none", { "plumbline-organization": "' or 1=1 --" }],
  ["a long organisation", { "plumbline-organization": "x".repeat(8000) }],
  ["a short key", { "idempotency-key": "x" }],
  ["a long key", { "idempotency-key": "x".repeat(201) }],
  ["an empty token", { authorization: "Bearer " }],
  ["two tokens", { authorization: "Bearer aaaa, Bearer bbbb" }],
  ["a long token", { authorization: `Bearer ${"x".repeat(5000)}` }],
  ...(route.needsSession
    ? ([
        ["a token of nobody", { authorization: `Bearer ${"x".repeat(43)}` }],
        ["SQL for a token", { authorization: "Bearer '/**/or/**/1=1--" }],
        ["another scheme", { authorization: "Basic YWRtaW46YWRtaW4=" }],
        ["a forged token", { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9." }],
      ] as const)
    : []),
];
