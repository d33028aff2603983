import { hash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import { nodePrimitives, verifyExport } from "#core/log/verify";
import { verifyFile } from "./verify.ts";

/** Measures the verification of one export, as a median of three: `node ops/log/verify-speed.ts EXPORT` */
const [file = ""] = process.argv.slice(2);
const primitives = nodePrimitives();
const alone = () => verifyExport(createReadStream(file, { highWaterMark: 2 ** 20 }), primitives);
const { ok, entries } = await alone();
const processors = Math.min(availableParallelism(), 4);
const shared = await measure(() => verifyFile(file));
const single = await measure(alone);
const hashing = await measure(async () => hashOnly(entries));
console.log(JSON.stringify({ ok, entries, processors, shared, single, hashing }));

/** Seconds on the clock, and seconds that processors of this process were at work, whatever else the machine does. */
async function measure(work: () => Promise<unknown>): Promise<{ clock: number; work: number }> {
  const times: { clock: number; work: number }[] = [];
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push({ clock: (performance.now() - started) / 1000, work: (user + system) / 1e6 });
  }
  return times.toSorted((a, b) => a.clock - b.clock)[1] ?? { clock: 0, work: 0 };
}

/** The hashes that such entries need at least, on one processor: seven fields on average, a leaf and a node. */
function hashOnly(count: number): void {
  const bytes = randomBytes(4096);
  for (let i = 0; i < count; i++) {
    const from = i & 1023;
    for (let field = 0; field < 7; field++)
      hash("sha256", bytes.subarray(from, from + 75), "base64");
    hash("sha256", bytes.subarray(from, from + 1100), "base64");
    hash("sha256", bytes.subarray(from, from + 65), "base64");
  }
}
