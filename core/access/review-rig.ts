import type { TestHouse, TestOrganization, TestPerson } from "../../test/harness.ts";

const today = new Date().toISOString().slice(0, 10);

export type Review = {
  id: string;
  version: number;
  total: number;
  undecided: number;
  closedAt: string;
};
export type Item = {
  id: string;
  personId: string;
  roleName: string;
  state: string;
  version: number;
  decidedBy: string | null;
};

/** Doings in reviews, as whoever does them. */
export const reviewRig = (house: TestHouse) => {
  const furnish = async () => {
    const organization = await house.organization();
    const [one, two] = [
      await house.person(organization, ["administrator"]),
      await house.person(organization, ["administrator"]),
    ];
    return { organization, one, two };
  };
  const open = ({ id }: TestOrganization, by: TestPerson, scopeId = id) =>
    house.call<Review>("access.openReview", { name: "Autumn", scopeId, dueOn: today }, by.token);
  const read = ({ id }: Review, by: TestPerson) =>
    house.call<Review>("access.getReview", { id }, by.token);
  const itemsOf = async ({ id }: Review, by: TestPerson, more = {}) =>
    (await house.call<{ items: Item[] }>("access.listReviewItems", { id, ...more }, by.token))
      .items;
  const itemOf = async (review: Review, person: TestPerson, by: TestPerson): Promise<Item> => {
    const found = (await itemsOf(review, by)).find(
      ({ personId }) => personId === person.membershipId,
    );
    if (!found) throw new Error("This person has no role under review.");
    return found;
  };
  const keep = ({ id }: Review, items: readonly Item[], by: TestPerson) =>
    house.call<Review>(
      "access.keepReviewedRoles",
      { id, items: items.map(({ id: item, version }) => ({ id: item, version })) },
      by.token,
    );
  const remove = ({ id }: Review, item: Item, by: TestPerson) =>
    house.call<Review>(
      "access.removeReviewedRole",
      { id, itemId: item.id, version: item.version, reason: "Works elsewhere now" },
      by.token,
    );
  const close = async (review: Review, by: TestPerson) =>
    house.call<Review>(
      "access.closeReview",
      { id: review.id, version: (await read(review, by)).version },
      by.token,
    );
  const withdraw = async (person: TestPerson, by: TestPerson) => {
    const { rows } = await house.superuser.query<{ id: string }>(
      "select id from membership_role where membership_id = $1",
      [person.membershipId],
    );
    return house.call(
      "access.withdrawRole",
      { id: person.membershipId, assignmentId: rows[0]?.id },
      by.token,
    );
  };
  /** Until so many wait for a lock, or a second has passed without. */
  const blocked = async (count: number): Promise<void> => {
    for (let tries = 0; tries < 40; tries++) {
      const { rowCount } = await house.superuser.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if (rowCount === count) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  const board = (person: TestPerson) => house.call("home.listNotices", {}, person.token);
  return { furnish, open, read, itemsOf, itemOf, keep, remove, close, withdraw, blocked, board };
};
