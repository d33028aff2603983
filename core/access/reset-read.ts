import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";

const somebody = z.strictObject({ id: uuid, printedName: z.string().nullable() });

export const resetShape = z.strictObject({
  id: uuid,
  person: somebody.extend({ email: z.string().nullable() }),
  reason: z.string(),
  requestedBy: somebody,
  requestedAt: instant,
  endsAt: instant,
  state: z.enum(["waiting", "approved", "declined", "lapsed"]),
  decidedBy: somebody.nullable(),
  decidedAt: instant.nullable(),
  declineReason: z.string().nullable(),
});

export const resetExample = {
  id: "0198f1a0-0000-7000-8000-0000000000e7",
  person: {
    id: "0198f1a0-0000-7000-8000-000000000002",
    printedName: "Nora Lind",
    email: "nora.lind@example.org",
  },
  reason: "Telephone lost and password forgotten",
  requestedBy: { id: "0198f1a0-0000-7000-8000-000000000003", printedName: "Ann Berg" },
  requestedAt: "2026-11-20T09:30:00+00:00",
  endsAt: "2026-11-23T09:30:00+00:00",
  state: "waiting" as const,
  decidedBy: null,
  decidedAt: null,
  declineReason: null,
};

const resetJson = statement`json_build_object('id', r.id,
  'person', json_build_object('id', m.id, 'printedName', m.printed_name, 'email', c.email), 'reason', r.reason,
  'requestedBy', json_build_object('id', q.id, 'printedName', q.printed_name), 'requestedAt', r.requested_at, 'endsAt', r.ends_at,
  'state', st.state, 'decidedBy', case when d.id is not null then json_build_object('id', d.id, 'printedName', d.printed_name) end,
  'decidedAt', r.decided_at, 'declineReason', r.decline_reason)`;

const resetRows = statement`credential_reset r
  join membership m on m.org_id = r.org_id and m.id = r.membership_id cross join lateral person_in_organization(m.person_id) c
  join membership q on q.org_id = r.org_id and q.id = r.requested_by
  left join membership d on d.org_id = r.org_id and d.id = r.decided_by
  cross join lateral (select case when r.state = 'waiting' and r.ends_at <= clock_timestamp() then 'lapsed' else r.state end as state) st`;

export const resetById = (id: string): Statement =>
  statement`select ${resetJson}::text as json from ${resetRows} where r.id = ${id}`;

export const listCredentialResets = query({
  id: "access.listCredentialResets",
  unscoped: true,
  summary: "Resets of password and second factor together: those that wait, or all",
  permission: "access.person.read",
  http: { method: "GET", path: "/credential-resets" },
  input: listInput({
    personId: uuid.optional().describe("Of this person only."),
    state: z.enum(["waiting", "all"], { error: "Choose waiting or all." }).default("waiting"),
  }),
  output: listOf(resetShape),
  example: { input: {}, output: { items: [resetExample], next: null } },
  read: ({ personId, state, after, limit }) => {
    const cursor = cursorOf(after, z.tuple([uuid]));
    return pageJson(
      limit,
      statement`select ${resetJson} as item, array[r.id::text] as key from ${resetRows}
        where ${personId ? statement`r.membership_id = ${personId}` : statement`true`}
          and ${state === "waiting" ? statement`st.state = 'waiting'` : statement`true`}
          and ${cursor ? statement`r.id < ${cursor[0]}::uuid` : statement`true`}
        order by r.id desc`,
    );
  },
});
