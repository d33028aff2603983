import { hash } from "node:crypto";
import { type Statement, statement } from "#core/database";
import type { NoPermission } from "./declaration.ts";
import type { Entry } from "./entry.ts";
import { Failure } from "./failure.ts";

type Door = { readonly id: string; readonly permission: string | NoPermission };

/** What the database's `enter` confirmed about the caller. */
export type Entered = {
  readonly session: string | null;
  /** The named access token that was presented, if it was one. */
  readonly token: string | null;
  readonly person: string | null;
  readonly organization: string | null;
  readonly zone: string | null;
  readonly membership: string | null;
  readonly printedName: string | null;
  readonly whole: boolean;
  readonly scopes: readonly string[] | null;
  readonly idle?: boolean;
};

export const enterStatement = (operation: Door, entry: Entry): Statement => {
  const request = JSON.stringify(requestOf(operation, entry));
  if (entry.service) {
    return statement`select enter_as_service(${entry.service.organizationId}, ${entry.service.kind}, ${request}::jsonb) as entered`;
  }
  if (entry.token === null) {
    if (typeof operation.permission === "string" || operation.permission.session === "required") {
      throw new Failure("unauthenticated", "Sign in first, then try again.");
    }
    return statement`select null::jsonb as entered from (select enter_as_nobody(${request}::jsonb)) nobody`;
  }
  const wanted = typeof operation.permission === "string" ? operation.permission : null;
  return statement`select enter(${hash("sha256", entry.token, "buffer")}, ${entry.organizationId ?? null}, ${wanted},
    ${wanted === null ? null : readingRight(wanted)}, ${request}::jsonb) as entered`;
};

export const requestOf = (operation: Door, entry: Entry): Record<string, string> => ({
  operation: operation.id,
  request: entry.requestId,
  address: entry.address,
  device: entry.device,
});

export const visibleScopes = (entered: Entered | null): readonly string[] | null =>
  entered === null || entered.whole ? null : (entered.scopes ?? null);

/** Whoever may change a thing in a scope also locates it with the right to read it: forbidden there, not found elsewhere. */
const readingRight = (permission: string): string => permission.replace(/[^.]+$/, "read");
