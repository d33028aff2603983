import { sha256, verifyEd25519 } from "./verify-primitives.ts";
import { verifyLog } from "./verify-log.ts";
import type { Order, Report } from "./verify-run.ts";

addEventListener("message", ({ data }: MessageEvent<Order>) => void run(data));

const report = (message: Report): void => postMessage(message);

/** Downloads and checks in one stream: nothing of the log is kept. */
async function run({ organization, kept }: Order): Promise<void> {
  try {
    const response = await fetch("/api/v1/log/export", {
      cache: "no-store",
      headers: { "plumbline-organization": organization },
    });
    if (!response.ok || response.body === null) {
      const problem = await response.text();
      return report({ kind: "refused", status: response.status, problem });
    }
    const primitives = { sha256, verifyEd25519 };
    const finding = await verifyLog(response.body, primitives, kept, everySoOften());
    report({ kind: "done", finding });
  } catch {
    report({ kind: "broken" });
  }
}

function everySoOften(): (entries: number) => void {
  let last = performance.now();
  return (entries) => {
    const now = performance.now();
    if (now - last < 150) return;
    last = now;
    report({ kind: "progress", entries });
  };
}
