export { createServer } from "./server.ts";
export type { ServerParts } from "./server.ts";
export { readHttpSettings } from "./settings.ts";
export type { HttpSettings } from "./settings.ts";
export type { HealthProbes } from "./health.ts";
export type { ApiDocument } from "./openapi.ts";
export { bugFacts } from "./bug.ts";
