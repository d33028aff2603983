import { z } from "zod";
import { type App } from "#core/access";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { command, Failure, query, reply, type Context, type Operation } from "#core/operation";
import type { RecordType } from "#core/records";
import { cursorOf, hiddenColumns, listInput } from "#core/records/server";
import { exportLog } from "./export.ts";
import type { ExportEnd, ExportRow, ExportSource } from "./export.ts";

const action = z.enum(["insert", "update", "delete", "fact"]);

const item = z.strictObject({
  n: z.int(),
  at: instant,
  action,
  type: z.string(),
  recordId: uuid.nullable(),
  label: z.string().nullable(),
  version: z.int().nullable(),
  personId: uuid.nullable(),
  personName: z.string().nullable(),
  actorKind: z.string(),
  operation: z.string().nullable(),
  fields: z.array(z.string()),
});
const itemExample = {
  n: 42,
  at: "2026-11-20T09:30:00.123456+00:00",
  action: "update",
  type: "home.notice",
  recordId: "0198f1a0-0000-7000-8000-0000000000e1",
  label: "Fire drill on Friday",
  version: 2,
  personId: "0198f1a0-0000-7000-8000-000000000002",
  personName: "Nora Lind",
  actorKind: "person",
  operation: "home.editNotice",
  fields: ["title", "version"],
};

const listLog = (hidden: string): Operation =>
  query({
    id: "log.listEntries",
    summary: "The log, newest first: every change and every fact worth proving",
    permission: "log.entry.read",
    http: { method: "GET", path: "/log" },
    input: listInput({
      search: z
        .string()
        .max(200)
        .optional()
        .describe("Text within values, types, operations or reasons."),
      personId: uuid.optional().describe("Entries by this person of the organisation."),
      type: z.string().max(120).optional(),
      recordId: uuid.optional(),
      action: action.optional(),
      from: z.iso.datetime({ offset: true }).optional(),
      until: z.iso.datetime({ offset: true }).optional(),
    }),
    output: z.strictObject({ items: z.array(item), next: z.string().nullable(), size: z.int() }),
    example: { input: {}, output: { items: [itemExample], next: null, size: 42 } },
    read: ({ search, personId, type, recordId, action: only, from, until, after, limit }) => {
      const cursor = cursorOf(after, z.tuple([z.coerce.number().int()]));
      return statement`
      select json_build_object('size', log_size(),
        'items', coalesce(json_agg(json_build_object('n', l.n, 'at', l.at, 'action', l.action, 'type', l.type, 'recordId', l.record_id,
          'label', l.label, 'version', l.version, 'personId', m.id, 'personName', m.printed_name, 'actorKind', l.actor_kind,
          'operation', l.operation, 'fields', l.fields) order by l.n desc) filter (where l.place <= ${limit}::int), '[]'),
        'next', case when count(*) > ${limit}::int then encode(convert_to(json_build_array(min(l.n) filter (where l.place <= ${limit}::int))::text, 'UTF8'), 'hex') end)::text as json
      from (select *, row_number() over (order by n desc) as place from log_page(${search ?? null},
        (select person_id from membership where id = ${personId ?? null}), ${type ?? null}, ${recordId ?? null}, ${only ?? null},
        ${from ?? null}::timestamptz, ${until ?? null}::timestamptz, ${cursor?.[0] ?? null}::bigint, ${limit}::int + 1, ${hidden}::jsonb)) l
      left join membership m on m.person_id = l.person_id
      where ${personId ?? null}::uuid is null or m.id = ${personId ?? null}`;
    },
  });

const change = z.strictObject({
  field: z.string(),
  old: z.string().nullable(),
  new: z.string().nullable(),
  withheldBy: z.int().nullable(),
});

const getEntry = (hidden: string): Operation =>
  query({
    id: "log.getEntry",
    summary: "One entry of the log: who, when, from where, before and after",
    permission: "log.entry.read",
    http: { method: "GET", path: "/log/{n}" },
    input: z.strictObject({ n: z.coerce.number().int().min(1) }),
    output: z.strictObject({
      n: z.int(),
      at: instant,
      sequencedAt: instant,
      action,
      type: z.string(),
      recordId: uuid.nullable(),
      label: z.string().nullable(),
      scopeId: uuid.nullable(),
      version: z.int().nullable(),
      actor: z.strictObject({
        kind: z.string(),
        personId: uuid.nullable(),
        name: z.string().nullable(),
        roles: z.array(z.string()),
      }),
      operation: z.string().nullable(),
      request: z.string().nullable(),
      session: z.string().nullable(),
      zone: z.string().nullable(),
      reason: z.string().nullable(),
      address: z.string().nullable(),
      device: z.string().nullable(),
      changes: z.array(change),
      secrets: z.array(z.string()),
      leaf: z.string(),
    }),
    example: {
      input: { n: 42 },
      output: {
        ...Object.fromEntries(
          ["n", "at", "action", "type", "recordId", "label", "version", "operation"].map((key) => [
            key,
            itemExample[key as keyof typeof itemExample],
          ]),
        ),
        sequencedAt: "2026-11-20T09:30:00.223456Z",
        scopeId: null,
        actor: {
          kind: "person",
          personId: itemExample.personId,
          name: "Nora Lind",
          roles: ["Member"],
        },
        request: "0198f1a0-0000-7000-8000-0000000000f1",
        session: null,
        zone: "Europe/Stockholm",
        reason: null,
        address: "192.0.2.7",
        device: "Firefox",
        changes: [
          { field: "title", old: "Fire drill", new: "Fire drill on Friday", withheldBy: null },
        ],
        secrets: [],
        leaf: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      },
    },
    read: ({ n }) => entryJson(n, hidden),
  });

const entryJson = (n: number, hidden: string): Statement => statement`
  select json_build_object('n', l.n, 'at', l.header ->> 'at', 'sequencedAt', l.header ->> 'sequencedAt', 'action', l.header ->> 'action',
    'type', l.header ->> 'type', 'recordId', l.header ->> 'id',
    'label', coalesce(l.new ->> 'printed_name', l.new ->> 'title', l.new ->> 'name', l.old ->> 'printed_name', l.old ->> 'title', l.old ->> 'name'),
    'scopeId', l.header ->> 'scope', 'version', (l.header ->> 'version')::bigint,
    'actor', json_build_object('kind', l.header -> 'actor' ->> 'kind', 'personId', m.id, 'name', m.printed_name,
      'roles', (select coalesce(json_agg(r.name order by r.name), '[]') from role r where r.id::text in (select jsonb_array_elements_text(coalesce(l.header -> 'actor' -> 'roles', '[]'))))),
    'operation', l.header ->> 'operation', 'request', l.header ->> 'request', 'session', l.header ->> 'session', 'zone', l.header ->> 'zone',
    'reason', l.context ->> 'reason', 'address', l.context ->> 'address', 'device', l.context ->> 'device',
    'changes', (select coalesce(json_agg(json_build_object('field', f, 'old', l.old ->> f, 'new', l.new ->> f, 'withheldBy', (l.withheld ->> f)::bigint) order by f), '[]')
      from jsonb_object_keys(coalesce(l.header -> 'fields', '{}')) f where left(f, 1) <> '@' and f <> all(l.hides)),
    'secrets', coalesce(l.header -> 'secrets', '[]'), 'leaf', encode(l.leaf, 'base64'))::text as json
  from log_entry_at(${n}::bigint, ${hidden}::jsonb) l left join membership m on m.person_id::text = l.header -> 'actor' ->> 'person'`;

const getCheckpoint = query({
  id: "log.getCheckpoint",
  summary: "The newest signed checkpoint; keep it elsewhere to find any later rewriting of history",
  permission: "log.entry.read",
  http: { method: "GET", path: "/log/checkpoint" },
  input: z.strictObject({}),
  output: z.strictObject({ text: z.string(), size: z.int(), at: instant }),
  example: {
    input: {},
    output: { text: "plumbline/…\n42\n…", size: 42, at: "2026-11-20T09:30:01+00:00" },
  },
  read: () =>
    statement`select json_build_object('text', text, 'size', size, 'at', at)::text as json from log_latest_checkpoint()`,
});

const downloadExport = (needs: readonly string[]): Operation =>
  command({
    id: "log.export",
    summary: "The whole log of the organisation as one file that verifies by itself",
    permission: "log.entry.export",
    http: { method: "GET", path: "/log/export" },
    input: z.strictObject({}),
    output: z.string(),
    example: { input: {}, output: "plumbline-log/1 …" },
    run: async (ctx) => {
      await requireSight(ctx, needs);
      await ctx.log({ type: "log.exported" });
      const source: ExportSource = {
        newestCheckpoint: async () => {
          const [end] = await ctx.reread<ExportEnd>(
            statement`select size::text, text, erasing from log_latest_checkpoint()`,
          );
          return end ?? null;
        },
        readPage: async (after, until, take) => [
          ...(await ctx.reread<ExportRow>(statement`select n::text, header, salts, old, new, context, leaf
          from log_export_page(${after}::bigint, ${until}::bigint, ${take}::int)`)),
        ],
      };
      const chunks = exportLog(source, ctx.settings.logPublicKey);
      return reply({
        stream: { chunks, contentType: "text/plain; charset=utf-8", fileName: "plumbline-log.txt" },
      });
    },
  });

/** An export is whole or it does not verify, so whoever takes it away must be allowed to see all that is in it. */
const requireSight = async (ctx: Context, needs: readonly string[]): Promise<void> => {
  const rows = await ctx.sql<{ name: string }>(
    statement`select name from unnest(${[...needs]}::text[]) name where not holds(name, ${ctx.organization.id})`,
  );
  const blind = rows.flatMap(({ name }) => ctx.settings.permissions.get(name) ?? []);
  if (blind.length > 0)
    throw new Failure(
      "forbidden",
      `The log holds what your roles do not show you (${blind.join("; ")}), and only a whole log can be verified. Ask an administrator for these rights, or somebody who has them for the file.`,
    );
};

/** The log of a house with these record types: it shows of a record what the record's own pages would. */
export const logOf = (types: readonly RecordType[]): App => {
  const columns = hiddenColumns(types);
  const hidden = JSON.stringify(columns);
  const needs = [...new Set(Object.values(columns).flatMap((of) => Object.values(of)))];
  return {
    name: "log",
    permissions: {
      "log.entry.read": { allows: "Read the log", roles: ["auditor", "administrator"] },
      "log.entry.export": {
        allows: "Take the log away as a file and verify it",
        roles: ["auditor"],
      },
    },
    operations: [listLog(hidden), getCheckpoint, downloadExport(needs), getEntry(hidden)],
  };
};
