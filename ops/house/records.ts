import type { App } from "#core/access";
import { myWorkOperation, ownedRecords } from "#core/records/server";

/** What goes across the record types of all apps. */
export const recordsAcross = (apps: readonly App[]): App => ({
  name: "records",
  permissions: {},
  work: [ownedRecords],
  operations: [myWorkOperation(apps.flatMap(({ records = [] }) => records))],
});
