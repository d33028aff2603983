import { sql } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { command, type Context, Failure, query } from "#core/operation";

const steps = ["logo", "banner", "region", "departments", "people", "roles"] as const;

const setupShape = z.strictObject({
  state: z.enum(["open", "done", "dismissed"]),
  steps: z.array(
    z.strictObject({
      key: z.enum(steps),
      state: z.enum(["open", "done", "skipped"]),
      optional: z.boolean(),
    }),
  ),
  people: z.int(),
  withoutRole: z.int(),
});
const setupExample = {
  state: "open" as const,
  steps: [
    { key: "logo" as const, state: "done" as const, optional: true },
    { key: "banner" as const, state: "open" as const, optional: true },
  ],
  people: 12,
  withoutRole: 3,
};

/**
 * What is done is read from what is there: a logo, a banner, a department, a second person, a role for each. Only "leave it
 * out" and "keep it so" are stored, as no other row tells them.
 */
const standing: Statement = statement`
  select o.setup, p.people, p.without, s.key, s.optional, s.position,
    case when s.done or d.decision = 'confirmed' then 'done' when d.decision = 'skipped' then 'skipped' else 'open' end as state
  from own_organization() o
  cross join lateral (select count(*) as ever, count(*) filter (where m.active) as people, count(*) filter (where m.active and not exists (
      select from membership_role mr where mr.org_id = m.org_id and mr.membership_id = m.id
        and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date))) as without
    from membership m where m.org_id = o.id) p
  cross join lateral (values
    (1, 'logo', true, exists (select from organization_logo l where l.org_id = o.id)),
    (2, 'banner', true, exists (select from organization_banner b where b.org_id = o.id)),
    (3, 'region', false, false),
    (4, 'departments', true, exists (select from scope x where x.org_id = o.id and x.id <> o.id)),
    (5, 'people', true, p.ever > 1),
    (6, 'roles', false, p.without = 0 and (p.ever > 1 or exists (select from setup_decision e where e.org_id = o.id and e.step = 'people')))
  ) s (position, key, optional, done)
  left join setup_decision d on d.org_id = o.id and d.step = s.key`;

const setupJson: Statement = statement`
  select json_build_object('state', min(t.setup), 'people', min(t.people), 'withoutRole', min(t.without),
    'steps', json_agg(json_build_object('key', t.key, 'state', t.state, 'optional', t.optional) order by t.position))::text as json
  from (${standing}) t`;

export const getSetup = query({
  id: "access.getSetup",
  unscoped: true,
  summary: "How far the organisation's first set-up has come",
  permission: "access.organization.read",
  http: { method: "GET", path: "/organization/setup" },
  input: z.strictObject({}),
  output: setupShape,
  example: { input: {}, output: setupExample },
  read: () => setupJson,
});

export const skipSetupStep = command({
  id: "access.skipSetupStep",
  summary: "Leave out an optional step of the first set-up",
  permission: "access.organization.write",
  http: { method: "POST", path: "/organization/setup/skip" },
  input: z.strictObject({
    step: z.enum(["logo", "banner", "departments", "people"], {
      error: "Choose logo, banner, departments or people; the other steps are needed.",
    }),
  }),
  output: setupShape,
  example: { input: { step: "banner" }, output: setupExample },
  run: async (ctx, { step }) => {
    await ctx.db
      .insertInto("setup_decision")
      .values({ org_id: ctx.organization.id, id: ctx.newId(), step, decision: "skipped" })
      .onConflict((conflict) => conflict.columns(["org_id", "step"]).doNothing())
      .execute();
    await settleSetup(ctx);
    return setupJson;
  },
});

export const dismissSetup = command({
  id: "access.dismissSetup",
  summary: "Put the checklist of the first set-up away for good",
  permission: "access.organization.write",
  http: { method: "POST", path: "/organization/setup/dismiss" },
  input: z.strictObject({}),
  output: setupShape,
  example: { input: {}, output: { ...setupExample, state: "dismissed" } },
  run: async (ctx) => {
    if (!(await close(ctx, "dismissed")))
      throw new Failure("conflict", "The checklist is closed already. Reload the page.");
    return setupJson;
  },
});

/**
 * Closes the checklist once nothing is open, so that it never comes back when something is removed later. Whatever completes
 * a step calls this last.
 */
export const settleSetup = async (ctx: Context): Promise<void> => {
  const { rows } = await sql<{
    over: boolean;
  }>`select bool_and(t.setup = 'open' and t.state <> 'open') as over from (${sql.raw(standing.text)}) t`.execute(
    ctx.db,
  );
  if (rows[0]?.over) await close(ctx, "done");
};

const close = async (ctx: Context, how: "done" | "dismissed"): Promise<boolean> => {
  const { rows } = await sql<{
    closed: string | null;
  }>`select own_organization_close_setup(${how}) as closed`.execute(ctx.db);
  if (!rows[0]?.closed) return false;
  await ctx.log({ type: "access.setupClosed", recordId: ctx.organization.id, details: { how } });
  return true;
};
