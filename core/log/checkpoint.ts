import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";
import { publicKeyBytes } from "./key.ts";
import { keyId, nodePrimitives } from "./verify.ts";

export type TreeHead = {
  installation: string;
  /** Made as a simulation, whose times were set by hand: its name says so, wherever a checkpoint goes. */
  simulated?: boolean;
  org: string;
  size: number;
  root: string;
  at: string;
};

/** A checkpoint in the C2SP form (tlog-checkpoint over signed-note), with its time as the one extension line. */
export function writeCheckpoint(head: TreeHead, key: KeyObject): string {
  const name = `plumbline${head.simulated ? "-simulated" : ""}/${head.installation}`;
  const text = `${name}/${head.org}\n${head.size}\n${head.root}\n${head.at}\n`;
  const signature = sign(null, Buffer.from(text), key);
  const line = Buffer.concat([
    keyId(name, publicKeyBytes(key), nodePrimitives().sha256),
    signature,
  ]);
  return `${text}\n— ${name} ${line.toString("base64")}\n`;
}
