export * from "../../ops/tool.ts";
