import { platform } from "node:os";
import type { BenchOrganization } from "./data.ts";
import { footprintOf } from "./footprint.ts";
import { loadHttp } from "./http-load.ts";
import { get, notice, post, signInAll } from "./requests.ts";
import { type Footprint, growthIn } from "./trend.ts";

type Soak = {
  readonly port: number;
  readonly server: number;
  readonly postgres: number;
  readonly organizations: readonly BenchOrganization[];
  readonly minutes: number;
};

const samplesWanted = 60;
const connections = 32;
/** A program's access token lasts 15 minutes. */
const signInEveryMs = 10 * 60_000;

/** Lists, reads and creates for a long time; answers what grew meanwhile, or failed. */
export const soak = async (plan: Soak): Promise<readonly string[]> => {
  if (platform() !== "linux")
    throw new Error("A soak reads memory and descriptors from Linux's /proc. Run it on Linux.");
  const { port, minutes, organizations } = plan;
  const seconds = (minutes * 60) / samplesWanted;
  const samples: Footprint[] = [];
  let errors = 0;
  let members = await signInAll(port, organizations);
  let signedInAt = performance.now();
  while (samples.length < samplesWanted) {
    if (performance.now() - signedInAt > signInEveryMs) {
      members = await signInAll(port, organizations);
      signedInAt = performance.now();
    }
    const done = await loadHttp(port, { seconds, connections }, (turn) => {
      const member = members[turn % members.length];
      if (!member) throw new Error("Nobody is signed in.");
      const kind = Math.floor(turn / members.length) % 4;
      if (kind === 0) return get("/notices", member);
      if (kind === 1) return post("/notices", member, notice(member));
      return get(`/notices/${member.notices[turn % member.notices.length]}`, member);
    });
    errors += done.errors;
    samples.push(await footprintOf(port, plan.server, plan.postgres));
    if (samples.length % 6 === 0) say(samples, done.throughput);
  }
  return [...(errors > 0 ? [`${errors} requests failed.`] : []), ...growthIn(samples)];
};

const say = (samples: readonly Footprint[], throughput: number): void => {
  const cells = Object.entries(samples.at(-1) ?? {}).map(([name, value]) =>
    name.endsWith("descriptors")
      ? `${name} ${value}`
      : `${name} ${(value / 2 ** 20).toFixed(0)} MB`,
  );
  console.log(
    `${samples.length} of ${samplesWanted}: ${throughput.toFixed(0)} requests a second, ${cells.join(", ")}`,
  );
};
