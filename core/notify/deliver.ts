import { z } from "zod";
import { prepared, statement } from "#core/database";
import type { Pool } from "#core/database";
import type { InstallationJob } from "#core/jobs";
import type { Letter, Mailer } from "./mailer.ts";

const payload = z.object({ mailId: z.uuid() });

/**
 * Brings a letter of the outbox to the relay, at least once: it counts as sent only after the relay took it. Without a
 * mailer the letter stays in the outbox, where the demo shows it.
 */
export const deliverMail = (system: Pool, mailer: Mailer | null): InstallationJob => ({
  kind: "notify.deliverMail",
  runForInstallation: async (given) => {
    if (!mailer) return;
    const { mailId } = payload.parse(given);
    const { rows } = await system.query<Letter>(
      prepared(
        statement`select id, recipient, subject, body from mail where id = ${mailId} and sent_at is null`,
      ),
    );
    if (!rows[0]) return;
    await mailer.send(rows[0]);
    await system.query(
      prepared(statement`update mail set sent_at = clock_timestamp() where id = ${mailId}`),
    );
  },
});
