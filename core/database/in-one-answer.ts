import pg from "pg";
import type { PoolClient, QueryResult } from "pg";
import type { Socket } from "node:net";
import { prepared, type Statement } from "./statement.ts";

/** What was done, and why the next statement was not. The database leaves out whatever stands behind a failure. */
export type OneAnswer = {
  readonly results: readonly QueryResult<Record<string, unknown>>[];
  readonly failed: unknown;
};

/**
 * Prepared statements with one end behind the last of them. The driver's own queries end one by one, and at each end the
 * database writes to its socket and wakes us. Nothing else may be under way on the connection.
 */
export const inOneAnswer = (
  client: PoolClient,
  statements: readonly Statement[],
): Promise<OneAnswer> =>
  new Promise((resolve) => {
    const all = new Queries(statements, (failed) =>
      resolve({ results: all.done(), failed: failed ?? undefined }),
    );
    client.query(all);
  });

type Failed = Error | null | undefined;

/** What the driver has of a connection, a query and its results, and does not declare. */
type Wire = {
  readonly stream: Socket;
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  readonly execute: (portal: { readonly portal: string }) => void;
  readonly sync: () => void;
  readonly on: (event: "parseComplete", told: () => void) => void;
  readonly off: (event: "parseComplete", told: () => void) => void;
};
type Sent = { readonly prepare: (wire: Wire) => void };
type Held = { readonly _results: Result | readonly Result[] };
type Result = QueryResult<Record<string, unknown>>;

/** One of several: sent without an end of its own. */
class OneOfThem extends pg.Query {
  _getRows(wire: Wire): void {
    wire.execute({ portal: "" });
  }
}

// The driver lets only its own kind of query into a pipeline.
class Queries extends pg.Query {
  readonly #statements: readonly Statement[];
  #unsent: Failed;
  #stopListening = (): void => undefined;

  constructor(statements: readonly Statement[], ended: (failed: Failed) => void) {
    super({ text: "" }, (failed: Failed) => {
      this.#stopListening();
      ended(failed ?? this.#unsent);
    });
    this.#statements = statements;
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire;
    wire.stream.cork();
    this.#listen(wire);
    for (const one of this.#statements) {
      const query = new OneOfThem(prepared(one), (failed: Failed) => (this.#unsent = failed));
      (query as unknown as Sent).prepare(wire);
      // A value that cannot be sent: the driver has ended the message itself.
      if (this.#unsent) break;
    }
    if (!this.#unsent) wire.sync();
    wire.stream.uncork();
  };

  /** A statement that failed has a description at most, and no command. */
  done(): readonly Result[] {
    const { _results: results } = this as unknown as Held;
    return [results].flat().filter(({ command }) => command !== null);
  }

  /** Only what the database has parsed may be called by its name the next time. */
  #listen(wire: Wire): void {
    const unknown = this.#statements
      .map(prepared)
      .filter(({ name }) => wire.parsedStatements[name] === undefined);
    if (unknown.length === 0) return;
    const coming = new Map(unknown.map(({ name, text }) => [name, text]));
    const told = () => {
      const [next] = coming;
      if (next === undefined) return;
      const [name, text] = next;
      coming.delete(name);
      wire.parsedStatements[name] = text;
      delete wire.submittedNamedStatements[name];
    };
    wire.on("parseComplete", told);
    this.#stopListening = () => {
      wire.off("parseComplete", told);
      for (const name of coming.keys()) delete wire.submittedNamedStatements[name];
    };
  }
}
