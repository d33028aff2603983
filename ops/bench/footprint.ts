import { readdir, readFile } from "node:fs/promises";
import type { Footprint } from "./trend.ts";

/** Read from Linux's own books; memory counts what is a process's own, not what PostgreSQL's share. */
export const footprintOf = async (
  port: number,
  server: number,
  postgres: number,
): Promise<Footprint> => {
  const backends = [postgres, ...(await childrenOf(postgres))];
  const [own, databases] = [await heldBy([server]), await heldBy(backends)];
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return {
    "server memory": own.memory,
    "server heap": Number(/^process_heap_bytes (\S+)$/m.exec(metrics)?.[1] ?? Number.NaN),
    "server descriptors": own.descriptors,
    "database memory": databases.memory,
    "database descriptors": databases.descriptors,
  };
};

const childrenOf = async (parent: number): Promise<readonly number[]> => {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8");
  return children.trim().split(" ").filter(Boolean).map(Number);
};

/** A process that ends while it is looked at holds nothing any more. */
const heldBy = async (
  processes: readonly number[],
): Promise<{ memory: number; descriptors: number }> => {
  const each = await Promise.all(
    processes.map(async (id) => {
      try {
        const status = await readFile(`/proc/${id}/status`, "utf8");
        const kilobytes = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
        return { memory: kilobytes * 1024, descriptors: (await readdir(`/proc/${id}/fd`)).length };
      } catch {
        return { memory: 0, descriptors: 0 };
      }
    }),
  );
  return {
    memory: each.reduce((sum, { memory }) => sum + memory, 0),
    descriptors: each.reduce((sum, { descriptors }) => sum + descriptors, 0),
  };
};
