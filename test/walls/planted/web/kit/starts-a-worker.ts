const rows = new URL("../../apps/alpha/queries.ts", import.meta.url);

export const worker = new Worker(rows);
