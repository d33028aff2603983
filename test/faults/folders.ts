import { randomBytes, randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeWritable, memoryDisk } from "./disks.ts";
import { baseOf, underFault } from "./faults.ts";
import type { Person } from "./load.ts";
import { end, serve } from "./served.ts";
import type { Served } from "./served.ts";
import { settle } from "./storm.ts";

/** A disk that fills while people work, and has room again a moment later. */
export const fullDisk = async (folder: string): Promise<string> => {
  const disk = memoryDisk(folder, 200);
  const ballast = join(folder, "ballast");
  writeFileSync(ballast, Buffer.alloc(40 * 2 ** 20));
  const { served, people } = await settle(join(folder, "data"));
  const [person] = people;
  if (!person) throw new Error("Nobody is there to fill the disk.");
  const said = await underFault(served, people, "Full", async () => {
    const { sentence, posts } = await fillUp(served, person);
    await sleep(1000);
    rmSync(ballast);
    return `full after ${posts} large posts: “${sentence}”`;
  });
  await end(served);
  disk.remove();
  return said;
};

/** A folder that this start cannot write, and the next one can. */
export const lockedFolder = async (folder: string): Promise<string> => {
  const disk = memoryDisk(folder, 200, true);
  const began = performance.now();
  const said = await serve(join(folder, "data")).then(
    async (served) => {
      await end(served);
      return "";
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (!/cannot be (written|used)/.test(said) || /\n\s+at /.test(said))
    throw new Error(`It started or did not say why not: “${said}”`);
  makeWritable(disk);
  await end(await serve(join(folder, "data")));
  disk.remove();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  return `“${said}”; refused, mended and started within ${seconds} s`;
};

/** Posts of a whole megabyte, until one is refused. */
const fillUp = async (
  served: Served,
  { token, organization }: Person,
): Promise<{ sentence: string; posts: number }> => {
  for (let posts = 1; posts < 200; posts++) {
    const answer = await fetch(`${baseOf(served)}/api/v1/notices/bulk`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify({ items: largeNotices(organization) }),
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.status === 201) continue;
    const { detail = "" } = (await answer.json()) as { detail?: string };
    if (answer.status === 503) return { sentence: detail, posts };
    throw new Error(`A full disk was answered ${answer.status}: ${detail}`);
  }
  throw new Error("The disk did not fill.");
};

const largeNotices = (scopeId: string): readonly object[] =>
  Array.from({ length: 90 }, (_, index) => ({
    title: `Large ${index}`,
    // Noise, since what repeats itself would be stored packed.
    text: randomBytes(7400).toString("base64"),
    fromOn: "2026-01-01",
    scopeId,
  }));
