export { tool } from "../../ops/tool.ts";
