import type { Statement } from "#core/database";
import type { z } from "zod";
import type { Context, Outside, Viewer } from "./context.ts";
import type { Reply } from "./reply.ts";

/** Why an operation needs no permission; `session` says whether it still needs a signed-in person. */
export type NoPermission = {
  readonly none: string;
  readonly session: "required" | "optional";
  /** An access token may do it too: what is answered keeps within the token's own rights. */
  readonly tokens?: "too";
};

/** Any signed-in person may do this; the reason stands in the API document. */
export const signedIn = (reason: string, but: Pick<NoPermission, "tokens"> = {}): NoPermission => ({
  ...but,
  none: reason,
  session: "required",
});

/** Anybody may do this, signed in or not; the reason stands in the API document. */
export const open = (reason: string): NoPermission => ({ none: reason, session: "optional" });

export type Route = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below /api/v1, parameters in braces: "/notices/{id}". */
  readonly path: string;
  /** 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Stricter counting for doors that people guess at. */
  readonly limit?: "sign-in";
};

type Described<I extends z.ZodType, O extends z.ZodType> = {
  /** Domain verb behind its app: "home.postNotice". Unique; also the OpenAPI operationId. */
  readonly id: string;
  readonly summary: string;
  readonly permission: string | NoPermission;
  readonly http: Route;
  /** A strict object made of path parameters, query parameters and body together. */
  readonly input: I;
  readonly output: O;
  readonly example: { readonly input: z.input<I>; readonly output: unknown };
  /** The answer carries a secret (token, link): never cached, never stored. */
  readonly secret?: boolean;
};

/** What a command acts on: the permission is checked in this scope. */
export type Target = { readonly scopeId: string };

export type Command<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  T extends Target = Target,
  P = undefined,
> = Described<I, O> & {
  readonly kind: "command";
  /** Slow work that must not hold a transaction, such as hashing a password. May run once, never has effects. */
  readonly prepare?: (input: z.output<I>, outside: Outside) => Promise<P>;
  /** Loads and locks what is acted on. Without it the permission must hold in the whole organisation. */
  readonly at?: (ctx: Context, input: z.output<I>) => Promise<T>;
  readonly run: (
    ctx: Context,
    input: z.output<I>,
    target: T,
    prepared: P,
  ) => Promise<z.input<O> | Reply | Statement>;
};

export type Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = Described<
  I,
  O
> & {
  readonly kind: "query";
  /** The rows lie in no scope, so the right to read them must hold in the whole organisation. */
  readonly unscoped?: true;
  /** One statement, one row, one text column of finished JSON; no row means not found. */
  readonly read: (input: z.output<I>, viewer: Viewer) => Statement;
};

/** A declared operation, its schemas' types forgotten: what registries, routes and documents hold. */
export type Operation =
  | (Omit<Command, "at" | "run" | "prepare"> & {
      readonly prepare?: (input: never, outside: Outside) => Promise<unknown>;
      readonly at?: (ctx: Context, input: never) => Promise<Target>;
      readonly run: (
        ctx: Context,
        input: never,
        target: never,
        prepared: never,
      ) => Promise<unknown>;
    })
  | (Omit<Query, "read"> & { readonly read: (input: never, viewer: Viewer) => Statement });

export const command = <
  I extends z.ZodType,
  O extends z.ZodType,
  T extends Target = Target,
  P = undefined,
>(
  declaration: Omit<Command<I, O, T, P>, "kind">,
): Command<I, O, T, P> => ({ kind: "command", ...guarded(declaration) });

export const query = <I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<Query<I, O>, "kind">,
): Query<I, O> => ({ kind: "query", ...guarded(declaration) });

/** There is no third way, not even past the compiler. */
const guarded = <D extends { readonly id: string; readonly permission: unknown }>(
  declaration: D,
): D => {
  const { id, permission } = declaration;
  const named = typeof permission === "string" && /^[a-z]+\.[a-zA-Z]+\.[a-z]+$/.test(permission);
  const explained =
    typeof permission === "object" &&
    permission !== null &&
    "none" in permission &&
    permission.none !== "";
  if (!named && !explained)
    throw new Error(
      `${id} names no permission. Name one, or say with signedIn(why) or open(why) that it needs none.`,
    );
  return declaration;
};
