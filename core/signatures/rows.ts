import { CompiledQuery } from "kysely";
import type { Statement } from "#core/database";
import type { Context } from "#core/operation";

/** A statement that queries read as well, run inside a command's transaction. */
export const rowsOf = async <R>(ctx: Context, read: Statement): Promise<readonly R[]> =>
  (await ctx.db.executeQuery(CompiledQuery.raw(read.text, [...read.values]))).rows as R[];
