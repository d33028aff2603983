import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";
import { inForce, reviewExample } from "./review-read.ts";

const item = z.strictObject({
  id: uuid,
  personId: uuid,
  personName: z.string().nullable(),
  personActive: z.boolean(),
  roleId: uuid,
  roleName: z.string(),
  scopeId: uuid,
  scopeName: z.string(),
  endsOn: z.iso.date().nullable(),
  state: z.enum(["undecided", "kept", "removed", "gone"]),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  version: z.int(),
});

const state = statement`case i.decision when 'keep' then 'kept' when 'remove' then 'removed' when 'gone' then 'gone'
  else case when ${inForce} then 'undecided' else 'gone' end end`;

/** The rows of a review with their state and the names as they are today. */
export const reviewRows = (reviewId: string): Statement => statement`
  select i.*, ${state} as state, m.printed_name as person_name, m.active as person_active, by.printed_name as decided_by_name
  from access_review_item i join membership m on m.org_id = i.org_id and m.id = i.membership_id
  left join membership by on by.org_id = i.org_id and by.id = i.decided_by
  where i.review_id = ${reviewId}`;

const shown = {
  all: statement`true`,
  undecided: statement`r.state = 'undecided'`,
  decided: statement`r.state <> 'undecided'`,
} as const;

export const listReviewItems = query({
  id: "access.listReviewItems",
  unscoped: true,
  summary:
    "What a review decides about: each role of each person, those with something undecided first",
  permission: "access.review.read",
  http: { method: "GET", path: "/access-reviews/{id}/items" },
  input: listInput({
    id: uuid,
    show: z.enum(["all", "undecided", "decided"]).default("all"),
    search: z.string().max(200).optional().describe("Part of a person's, role's or scope's name."),
  }),
  output: listOf(item),
  example: {
    input: { id: reviewExample.id },
    output: {
      items: [
        {
          id: "0198f1a0-0000-7000-8000-0000000000f2",
          personId: "0198f1a0-0000-7000-8000-000000000002",
          personName: "Nora Lind",
          personActive: true,
          roleId: "0198f1a0-0000-7000-8000-0000000000c1",
          roleName: "Notice editor",
          scopeId: "0198f1a0-0000-7000-8000-0000000000b1",
          scopeName: "Harbour House",
          endsOn: null,
          state: "kept",
          reason: null,
          decidedBy: "Ingrid Holm",
          decidedAt: "2026-11-21T08:00:00+00:00",
          version: 2,
        },
      ],
      next: null,
    },
  },
  read: ({ id, show, search, after, limit }) => {
    const cursor = cursorOf(
      after,
      z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]),
    );
    return pageJson(
      limit,
      statement`select json_build_object('id', r.id, 'personId', r.membership_id, 'personName', r.person_name, 'personActive', r.person_active,
          'roleId', r.role_id, 'roleName', r.role_name, 'scopeId', r.scope_id, 'scopeName', r.scope_name, 'endsOn', r.ends_on,
          'state', r.state, 'reason', r.reason, 'decidedBy', r.decided_by_name, 'decidedAt', r.decided_at, 'version', r.version) as item, r.key
        from (select r.*, array[min(r.done) over (partition by r.membership_id), coalesce(r.person_name, ''), r.membership_id::text,
            r.done, r.role_name, r.id::text] as key
          from (select r.*, case r.state when 'undecided' then '0' else '1' end as done from (${reviewRows(id)}) r) r) r
        where ${shown[show]}
          and ${search ? statement`position(lower(${search}) in lower(concat_ws(' ', r.person_name, r.role_name, r.scope_name))) > 0` : statement`true`}
          and ${cursor ? statement`r.key > ${cursor}::text[]` : statement`true`}
        order by r.key`,
    );
  },
});
