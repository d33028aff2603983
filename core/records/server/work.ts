import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { type Operation, query, signedIn } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";

const MOST = 200;

const workItem = z.strictObject({
  id: uuid,
  type: z.string(),
  number: z.string().nullable(),
  title: z.string(),
  state: z.string(),
  scopeId: uuid,
  dueOn: z.string().nullable(),
  ownerId: uuid.nullable(),
  ownerName: z.string().nullable(),
  group: z.enum(["overdue", "today", "week", "later", "waiting"]),
  mine: z.boolean().describe("You act next; otherwise you own it and somebody else acts next."),
});

/**
 * What waits for this person across all types: what they own and must act on, what waits for a right they hold where it
 * lies, and what they own while others act. What they may not read is not there, whoever owns it.
 */
export const myWorkOperation = (types: readonly RecordType[]): Operation =>
  query({
    id: "records.listMyWork",
    summary: "What waits for you, and what you wait for",
    permission: signedIn(
      "It shows nobody but the person who is signed in what they may see anyway.",
    ),
    http: { method: "GET", path: "/my-work" },
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(workItem), more: z.boolean() }),
    example: { input: {}, output: { items: [], more: false } },
    read: () => statement`
      with found as (select * from my_work(${types.map(({ name }) => name)}::text[], ${verbs(types)}::text[], ${MOST}::int + 1))
      select json_build_object('items', (select coalesce(json_agg(w.item), '[]') from (select json_build_object('id', f.id, 'type', f.type, 'number', f.number,
          'title', f.title, 'state', f.state, 'scopeId', f.scope_id, 'dueOn', f.due_on, 'ownerId', f.owner_id,
          'ownerName', (select m.printed_name from membership m where m.id = f.owner_id), 'mine', f.mine,
          'group', case when not f.mine then 'waiting' when f.due_on < t.today then 'overdue' when f.due_on = t.today then 'today'
            when f.due_on <= t.today + 7 then 'week' else 'later' end) as item
        from found f cross join (select current_setting('plumb.today')::date as today) t order by f.mine desc, f.due_on nulls last, f.id limit ${MOST}::int) w),
        'more', (select count(*) from found) > ${MOST}::int)::text as json`,
  });

/** Permissions that a state may wait for. */
const verbs = (types: readonly RecordType[]): string[] => [
  ...new Set(
    types.flatMap((type) =>
      [type, ...type.earlier]
        .flatMap(({ states }) => Object.values(states))
        .flatMap(({ waits }) =>
          waits === undefined || waits === "owner" ? [] : [permissionOf(type, waits)],
        ),
    ),
  ),
];
