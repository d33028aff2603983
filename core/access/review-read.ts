import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";

export const reviewShape = z.strictObject({
  id: uuid,
  name: z.string(),
  scopeId: uuid,
  scopeName: z.string(),
  dueOn: z.iso.date(),
  openedBy: z.string().nullable(),
  openedAt: instant,
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  total: z.int(),
  undecided: z.int(),
  kept: z.int(),
  removed: z.int(),
  gone: z.int().describe("Withdrawn elsewhere or ended before anybody decided."),
  version: z.int(),
});

export const reviewExample = {
  id: "0198f1a0-0000-7000-8000-0000000000f1",
  name: "Fourth quarter",
  scopeId: "0198f1a0-0000-7000-8000-0000000000aa",
  scopeName: "Whole organisation",
  dueOn: "2026-12-18",
  openedBy: "Nora Lind",
  openedAt: "2026-11-20T09:30:00+00:00",
  closedBy: null,
  closedAt: null,
  total: 42,
  undecided: 30,
  kept: 10,
  removed: 1,
  gone: 1,
  version: 1,
};

/** A role that was withdrawn elsewhere, or has ended, is not there to be decided about any more. */
export const inForce = statement`exists (select from membership_role mr where mr.org_id = i.org_id and mr.id = i.assignment_id
  and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date))`;

const reviewJson = statement`json_build_object('id', v.id, 'name', v.name, 'scopeId', s.id, 'scopeName', s.name, 'dueOn', v.due_on,
  'openedBy', (select m.printed_name from membership m where m.org_id = v.org_id and m.id = v.opened_by), 'openedAt', v.opened_at,
  'closedBy', (select m.printed_name from membership m where m.org_id = v.org_id and m.id = v.closed_by), 'closedAt', v.closed_at,
  'total', c.total, 'undecided', c.undecided, 'kept', c.kept, 'removed', c.removed, 'gone', c.total - c.undecided - c.kept - c.removed,
  'version', v.version)`;

const reviews = statement`access_review v join scope s on s.org_id = v.org_id and s.id = v.scope_id
  cross join lateral (select count(*) as total, count(*) filter (where i.decision is null and ${inForce}) as undecided,
      count(*) filter (where i.decision = 'keep') as kept, count(*) filter (where i.decision = 'remove') as removed
    from access_review_item i where i.org_id = v.org_id and i.review_id = v.id) c`;

export const reviewById = (id: string): Statement =>
  statement`select ${reviewJson}::text as json from ${reviews} where v.id = ${id}`;

export const getReview = query({
  id: "access.getReview",
  unscoped: true,
  summary: "One access review and how far it is",
  permission: "access.review.read",
  http: { method: "GET", path: "/access-reviews/{id}" },
  input: z.strictObject({ id: uuid }),
  output: reviewShape,
  example: { input: { id: reviewExample.id }, output: reviewExample },
  read: ({ id }) => reviewById(id),
});

export const listReviews = query({
  id: "access.listReviews",
  unscoped: true,
  summary: "Access reviews: the open ones by due date, or the closed ones, newest first",
  permission: "access.review.read",
  http: { method: "GET", path: "/access-reviews" },
  input: listInput({ state: z.enum(["open", "closed"]).default("open") }),
  output: listOf(reviewShape),
  example: { input: {}, output: { items: [reviewExample], next: null } },
  read: ({ state, after, limit }) => {
    const cursor = cursorOf(after, z.tuple([z.iso.date(), uuid]));
    const page = statement`select ${reviewJson} as item, array[v.due_on::text, v.id::text] as key from ${reviews}`;
    return pageJson(
      limit,
      state === "open"
        ? statement`${page} where v.closed_at is null
            and ${cursor ? statement`(v.due_on, v.id) > (${cursor[0]}::date, ${cursor[1]}::uuid)` : statement`true`}
            order by v.due_on, v.id`
        : statement`${page} where v.closed_at is not null
            and ${cursor ? statement`(v.due_on, v.id) < (${cursor[0]}::date, ${cursor[1]}::uuid)` : statement`true`}
            order by v.due_on desc, v.id desc`,
    );
  },
});
