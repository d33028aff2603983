export type { ExportEnd, ExportRow, ExportSource } from "./export.ts";
export { exportLog } from "./export.ts";
export { loadOrCreateLogKey, publicKeyBase64 } from "./key.ts";
