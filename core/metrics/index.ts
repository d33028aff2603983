export { createRegistry } from "./registry.ts";
export type { Counter, Gauge, Histogram, Registry, Sample } from "./registry.ts";
export {
  registerBackups,
  registerPool,
  registerQueue,
  registerSequencer,
  registerShed,
} from "./platform.ts";
export { metricsContentType } from "./text.ts";
export { registerProcess } from "./process.ts";
