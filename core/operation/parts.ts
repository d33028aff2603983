import type { Pool } from "#core/database";
import type { Settings } from "./context.ts";
import type { Operation } from "./declaration.ts";
import type { Entry, Outcome } from "./entry.ts";

/** The single way in: routes, jobs, the command line and tests all pass here. */
export type Invoker = (operation: Operation, input: unknown, entry: Entry) => Promise<Outcome>;

export type InvokerParts = {
  readonly pool: Pool;
  readonly clock: () => Date;
  readonly settings: Settings;
  readonly onBackgroundError: (error: unknown) => void;
};
