import type { App } from "#core/access";
import { myWorkOperation } from "#core/records/server";

/** What goes across the record types of all apps. */
export const recordsAcross = (apps: readonly App[]): App => ({
  name: "records",
  permissions: {},
  operations: [myWorkOperation(apps.flatMap(({ records = [] }) => records))],
});
