import { writeFileSync } from "node:fs";
import { exportSample, sampleEntries, sampleLog } from "./sample-log.ts";

/** Writes a sample export, to try and to measure the verifier: `node core/log/write-sample.ts FILE ENTRIES` */
const [file = "", entries = "1000"] = process.argv.slice(2);
const log = sampleLog(sampleEntries(Number(entries)));
writeFileSync(file, await exportSample(log));
console.log(JSON.stringify({ key: log.publicKey, since: log.checkpoints.at(Number(entries) / 2) }));
