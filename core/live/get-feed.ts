import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { query, signedIn } from "#core/operation";

const feed = z.strictObject({
  organizationId: uuid.nullable(),
  personId: uuid,
  seq: z.int(),
  reach: z.record(z.string(), z.union([z.literal("organization"), z.array(uuid)])),
  secondsLeft: z.int(),
});

export type FeedAnswer = z.output<typeof feed>;

/**
 * What the feed carries for this session, and how far the log has come. Asked for with `Upgrade: websocket` the same address
 * becomes the feed; every socket asks it again, so that a right is never older than this answer.
 */
export const getFeed = query({
  id: "live.getFeed",
  summary:
    "How far the log has come and what of it concerns you; as a WebSocket, each change from there on",
  permission: signedIn("It carries what the person may read, and says what that is.", {
    tokens: "too",
  }),
  http: { method: "GET", path: "/live" },
  input: z.strictObject({}),
  output: feed,
  example: {
    input: {},
    output: {
      organizationId: "0198f1a0-0000-7000-8000-0000000000aa",
      personId: "0198f1a0-0000-7000-8000-000000000001",
      seq: 1042,
      reach: { "home.notice.read": "organization" },
      secondsLeft: 1800,
    },
  },
  // Whoever must set up a second factor first is told of nothing before.
  read: () => statement`
    select json_build_object('organizationId', s.organization_id, 'personId', s.person_id, 'seq', log_size(),
      'reach', case when s.must_enrol then '{}' else own_permissions() end,
      'secondsLeft', greatest(0, ceil(extract(epoch from least(s.expires_at, s.seen_at + make_interval(secs => s.idle_seconds)) - clock_timestamp()))))::text as json
    from session s where s.id = nullif(current_setting('plumb.session', true), '')::uuid`,
});
