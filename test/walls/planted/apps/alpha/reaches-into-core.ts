export { hand } from "../../core/dial/hand.ts";
