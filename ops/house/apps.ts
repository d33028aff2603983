import { access } from "#core/access";
import type { App } from "#core/access";
import { identity } from "#core/identity";
import { live } from "#core/live";
import { logOf } from "#core/log";
import { signatures } from "#core/signatures";
import { home } from "#apps/home";
import { quality } from "#apps/quality";
import { recordsAcross } from "./records.ts";

/** Every room that has operations, and what a house has with these apps of business: routes, permissions and roles. */
export const houseWith = (business: readonly App[]): readonly App[] => [
  ...[identity, access, logOf(business.flatMap(({ records = [] }) => records)), live, signatures],
  ...business,
  recordsAcross(business),
];

export const business: readonly App[] = [home, quality];

export const apps = houseWith(business);
