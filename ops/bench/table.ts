import type { Result } from "./measure.ts";

export const printTable = (results: readonly Result[]): void => {
  console.log(
    `\n${row("", "connections", "a second", "p50 ms", "p95 ms", "p99 ms", "errors", "ratio")}`,
  );
  for (const { name, connections, throughput, p50, p95, p99, errors, ratio } of results) {
    console.log(
      row(
        name,
        connections,
        throughput.toFixed(throughput < 100 ? 1 : 0),
        p50.toFixed(1),
        p95.toFixed(1),
        p99.toFixed(1),
        errors,
        ratio?.toFixed(2) ?? "",
      ),
    );
  }
};

const row = (name: string, ...cells: readonly (string | number)[]): string =>
  name.padEnd(12) + cells.map((cell) => String(cell).padStart(12)).join("");
