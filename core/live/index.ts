import type { App } from "#core/access";
import { getFeed } from "./get-feed.ts";

/** Needs no permission of its own: what is told follows from the rights to read. */
export const live: App = { name: "live", permissions: {}, operations: [getFeed] };

export { createFeed } from "./feed.ts";
export type { Feed, FeedPlan, Upgrade } from "./feed.ts";
export { getFeed } from "./get-feed.ts";
export type { FeedAnswer } from "./get-feed.ts";
export type { Limits } from "./limits.ts";
export { measureFeed } from "./measures.ts";
