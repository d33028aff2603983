import type { Job } from "#core/jobs";
import type { OpenWork, Operation } from "#core/operation";
import type { RecordType } from "#core/records";

export type RoleWords = { readonly name: string; readonly description: string };

/** Roles of the core that every organisation has; apps bring their own. An app says which of its permissions each carries. */
const coreRoles: Readonly<Record<string, RoleWords>> = {
  administrator: {
    name: "Administrator",
    description: "Manages people, roles and scopes; no rights on business content.",
  },
  auditor: { name: "Auditor", description: "Reads everything, the log included; changes nothing." },
  member: { name: "Member", description: "Takes part in the organisation's daily work." },
};

/** What an app, or a room of the core that has operations, tells the rest of the house. */
export type App = {
  readonly name: string;
  /** "app.entity.verb" with what it allows in words. Every verb but `read` changes something or takes data out. */
  readonly permissions: Readonly<
    Record<string, { readonly allows: string; readonly roles: readonly string[] }>
  >;
  /** Built-in roles that the app brings along, by key. */
  readonly roles?: Readonly<Record<string, RoleWords>>;
  readonly operations: readonly Operation[];
  /** The record types among its operations. */
  readonly records?: readonly RecordType[];
  /** What people hold open, and how it is handed over when one of them goes. */
  readonly work?: readonly OpenWork[];
  /** What its operations enqueue. */
  readonly jobs?: readonly Job[];
  /** Run in every organisation once each day of its own calendar, in its morning. */
  readonly daily?: readonly Job[];
};

/** Every permission with its words; two apps never declare the same one. */
export const permissionsOf = (apps: readonly App[]): ReadonlyMap<string, string> =>
  new Map(
    apps.flatMap((app) =>
      Object.entries(app.permissions).map(([key, { allows }]) => [key, allows] as const),
    ),
  );

/** Every built-in role of this house. */
export const rolesOf = (apps: readonly App[]): Readonly<Record<string, RoleWords>> =>
  Object.assign({ ...coreRoles }, ...apps.map(({ roles = {} }) => roles));

/** The auditor's rights follow from the names: everything that is read, and taking the log away to verify it. */
export const grantsOf = (apps: readonly App[]): Readonly<Record<string, readonly string[]>> => {
  const all = apps.flatMap((app) => Object.entries(app.permissions));
  const named = (role: string) =>
    all.filter(([, { roles }]) => roles.includes(role)).map(([key]) => key);
  const everyRead = all.map(([key]) => key).filter((key) => key.endsWith(".read"));
  return Object.fromEntries(
    Object.keys(rolesOf(apps)).map((role) => [
      role,
      role === "auditor" ? [...new Set([...everyRead, ...named(role)])] : named(role),
    ]),
  );
};
