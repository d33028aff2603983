import { i18n } from "@lingui/core";
import { machineOf, type RecordType, refusals } from "#core/records";
import type { ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { Icon } from "../controls/icon.tsx";
import { today } from "../text/format.ts";
import { Day } from "../text/when.tsx";
import { say, saySentence } from "./say.ts";
import { dataOf, type RecordDetail } from "./types.ts";
import { usePerson } from "./use-person.ts";

/** Who must act, until when, and why each step that is closed to this person is closed. */
export function NextStep({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const person = usePerson(shown.scopeId);
  const now = today(useZone());
  const data = dataOf(type, shown);
  const state = machineOf(type, shown.definition).states[shown.state];
  const steps = Object.entries(state?.on ?? {}).map(([name, step]) => ({
    name,
    verb: say(step.verb),
    why: refusals(type, name, data, person, now),
  }));
  if (steps.length === 0) return null;
  const closed = steps.filter(({ why }) => why.length > 0);
  return (
    <div className="k-next-step">
      <p className="k-next-step-who">
        <Icon name="clock" />
        <span>
          {waitsFor(type, shown)}{" "}
          {shown.dueOn && (
            <>
              {i18n.t("Due")} <Day on={shown.dueOn} />
            </>
          )}
        </span>
      </p>
      {closed.length > 0 && (
        <ul className="k-next-step-closed">
          {closed.map(({ name, verb, why }) => (
            <li key={name}>
              <span className="k-strong">{verb}:</span> {why.map(saySentence).join(" ")}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function waitsFor(type: RecordType, { waitsFor: who, ownerName }: RecordDetail): string {
  if (who === "owner")
    return ownerName
      ? i18n.t("{name} acts next.", { name: ownerName })
      : i18n.t("It waits for an owner.");
  const verb = who?.slice(type.name.length + 1) ?? "";
  return i18n.t("It waits for somebody who may: {allows}.", {
    allows: say(type.permissions[verb]?.allows ?? verb),
  });
}
