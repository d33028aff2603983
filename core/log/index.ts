export type { ExportEnd, ExportRow, ExportSource } from "./export.ts";
export { exportLog } from "./export.ts";
export { installationTree, systemSource } from "./export-source.ts";
export { loadOrCreateLogKey, publicKeyBase64 } from "./key.ts";
export { mendTree } from "./mend.ts";
export { logOf } from "./operations.ts";
export type { Sequencer, SequencerPlan } from "./sequencer.ts";
export { startSequencer } from "./sequencer.ts";
export { signTrees } from "./trees.ts";
