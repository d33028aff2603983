import { machineOf, type RecordType } from "#core/records";
import type { ReactNode } from "react";
import { Status } from "../display/status.tsx";
import { say } from "./say.ts";
import type { RecordItem } from "./types.ts";

/** The state's tone, icon and word, by the machine that the record is on. */
export function StateMark({
  type,
  item,
}: {
  type: RecordType;
  item: Pick<RecordItem, "state" | "definition">;
}): ReactNode {
  const state = machineOf(type, item.definition).states[item.state];
  return <Status tone={state?.tone ?? "neutral"}>{say(state?.label ?? item.state)}</Status>;
}
