import { followSignatures, type Follower } from "#core/log/verify-signatures";
import { sha256, verifyEd25519 } from "./verify-primitives.ts";
import { verifyLog } from "./verify-log.ts";
import type { Order, Report } from "./verify-run.ts";

addEventListener("message", ({ data }: MessageEvent<Order>) => void run(data));

const report = (message: Report): void => postMessage(message);

/** Downloads and checks in one stream: of the log only what signatures cover is kept. */
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
    const follow = () => followCovered(organization);
    const finding = await verifyLog(response.body, primitives, kept, everySoOften(), follow);
    report({ kind: "done", finding });
  } catch {
    report({ kind: "broken" });
  }
}

/** Only rows that signatures cover are kept in mind; one that the server conceals is missed by its signature. */
async function followCovered(organization: string): Promise<Follower> {
  const response = await fetch("/api/v1/signing/covered-types", {
    cache: "no-store",
    headers: { "plumbline-organization": organization },
  });
  if (!response.ok) throw new Error(`The covered types were refused with ${response.status}.`);
  const { items } = (await response.json()) as { items: string[] };
  const types = new Set(items);
  return followSignatures(sha256, (type) => types.has(type));
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
