import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { enqueueDaily } from "./daily.ts";

const house = await testHouse();

// In another century, so that the house's own worker leaves these jobs alone.
const enqueue = (instant: string) =>
  enqueueDaily(house.parts.pool, ["test.daily"], new Date(instant));
const runsAt = async (organization: { id: string }) =>
  (
    await house.superuser.query<{ run_at: Date }>(
      "select run_at from job where kind = 'test.daily' and org_id = $1 order by run_at",
      [organization.id],
    )
  ).rows.map(({ run_at: at }) => at.toISOString());

it("a daily job waits for the morning of each organisation's own day, once, however many ask", async () => {
  const east = await house.organization("Pacific/Kiritimati");
  const west = await house.organization("America/Los_Angeles");
  await Promise.all(Array.from({ length: 5 }, () => enqueue("2100-03-01T11:00:00Z")));
  await enqueue("2100-03-01T12:30:00Z");
  expect(await runsAt(east)).toEqual(["2100-03-01T16:00:00.000Z"]);
  expect(await runsAt(west)).toEqual(["2100-03-01T14:00:00.000Z"]);
  await enqueue("2100-03-02T10:30:00Z");
  expect(await runsAt(east)).toEqual(["2100-03-01T16:00:00.000Z", "2100-03-02T16:00:00.000Z"]);
  expect(await runsAt(west)).toEqual(["2100-03-01T14:00:00.000Z", "2100-03-02T14:00:00.000Z"]);
});
