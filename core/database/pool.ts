import pg from "pg";

export type { Pool, PoolClient } from "pg";

const DATE = 1082;
const BIGINT = 20;

/** Dates stay texts, so that no time zone can move them; bigints are numbers as long as they are exact. */
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === DATE) return (value: string) => value;
    if (oid === BIGINT) return exactNumber;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Pipelined: a whole read (begin, enter, statement, commit) travels in one round trip. */
export const createPool = (
  url: string,
  options: { max: number; name: string; onError: (error: Error) => void },
): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.name,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    types,
    pipeline: true,
  });
  pool.on("error", options.onError);
  // A connection that breaks while somebody holds it says so by an event of its own, which would end the process if nobody
  // listened. Its holder learns it from the query that fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};

const exactNumber = (value: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new RangeError(`The number ${value} is too large to be exact`);
  return number;
};
