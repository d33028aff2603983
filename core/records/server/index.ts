export { cursorOf, listInput, listOf, namedPageJson, namesOf, pageJson } from "./list.ts";
export { changesOf, staleOrMissing, versionShape } from "./version.ts";
export { compileRecords } from "./compile.ts";
export { storeRecord } from "./create.ts";
export type { Effect } from "./transition.ts";
export { myWorkOperation } from "./work.ts";
export { columnsOf } from "./columns.ts";
export { checkRecords } from "./check.ts";
export { ownedRecords } from "./hand-over.ts";
