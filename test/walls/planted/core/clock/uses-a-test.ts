export { proof } from "./clock.test.ts";
