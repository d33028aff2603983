import { access } from "#core/access";
import type { App } from "#core/access";
import { identity } from "#core/identity";
import { live } from "#core/live";
import { log } from "#core/log";
import { signatures } from "#core/signatures";
import { home } from "#apps/home";
import { quality } from "#apps/quality";
import { recordsAcross } from "./records.ts";

const business: readonly App[] = [home, quality];

/** Every room that has operations: the one list that routes, permissions and roles are made from. */
export const apps: readonly App[] = [
  ...[identity, access, log, live, signatures],
  ...business,
  recordsAcross(business),
];
