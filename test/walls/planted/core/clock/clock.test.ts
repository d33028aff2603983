import { hand } from "../dial/hand.ts";
import { clock } from "./index.ts";

export const proof = hand === clock;
