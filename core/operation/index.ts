export { command, open, query, signedIn } from "./declaration.ts";
export type { Command, NoPermission, Operation, Query, Route, Target } from "./declaration.ts";
export type {
  Actor,
  ActorKind,
  Context,
  Fact,
  JobRequest,
  OpenWork,
  Organization,
  Outside,
  Reach,
  Settings,
  Viewer,
} from "./context.ts";
export type { Entry, Outcome } from "./entry.ts";
export { Failure, invalid, notFound } from "./failure.ts";
export type { FailureCode, FieldFault } from "./failure.ts";
export { tooBusy } from "./faults.ts";
export { reply } from "./reply.ts";
export type { Reply } from "./reply.ts";
export { createInvoker } from "./invoke.ts";
export type { Invoker, InvokerParts } from "./parts.ts";
export { newId } from "./new-id.ts";
export { actFor } from "./act-for.ts";
export type { ServiceAct } from "./act-for.ts";
