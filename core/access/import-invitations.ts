import { z } from "zod";
import type { Job } from "#core/jobs";
import type { JobRequest } from "#core/operation";
import { invite } from "./people.ts";

const KIND = "access.mailInvitations";
const AT_A_TIME = 25;

const payload = z.object({ people: z.array(z.uuid()), since: z.iso.datetime() });

/** The letters of an import leave by the queue, a few at a time, so that a thousand of them hold up nobody. */
export const invitationsIn = (people: readonly string[], now: Date): readonly JobRequest[] =>
  Array.from({ length: Math.ceil(people.length / AT_A_TIME) }, (_, index) => ({
    kind: KIND,
    payload: {
      people: people.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME),
      since: now.toISOString(),
    },
    maxAttempts: 20,
  }));

/** May run twice: whoever was sent a link since the import is left alone, or a second letter would end the first one's. */
export const mailInvitations: Job = {
  kind: KIND,
  run: async (ctx, given) => {
    const { people, since } = payload.parse(given);
    const waiting = await ctx.db
      .selectFrom("membership")
      .select("person_id")
      .where("person_id", "in", people)
      .where("active", "=", true)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("one_time_link")
              .select("one_time_link.id")
              .whereRef("one_time_link.person_id", "=", "membership.person_id")
              .whereRef("one_time_link.organization_id", "=", "membership.org_id")
              .where("one_time_link.kind", "=", "invitation")
              .where("one_time_link.created_at", ">=", new Date(since)),
          ),
        ),
      )
      .execute();
    for (const { person_id } of waiting) await invite(ctx, person_id);
  },
};
