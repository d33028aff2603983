export { cursorOf, listInput, listOf, pageJson } from "./list.ts";
export { changesOf, staleOrMissing, versionShape } from "./version.ts";
