export { hand } from "../dial/hand.ts";
