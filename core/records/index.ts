export { cursorOf, listInput, listOf, pageJson } from "./list.ts";
export { changesOf, staleOrMissing } from "./version.ts";
