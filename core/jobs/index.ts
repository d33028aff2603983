export { startDaily } from "./daily.ts";
export { queueState } from "./queue.ts";
export type { Claimed } from "./queue.ts";
export { startWorker } from "./worker.ts";
export type { InstallationJob, Job, Worker, WorkerParts } from "./worker.ts";
