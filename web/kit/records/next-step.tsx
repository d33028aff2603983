import { i18n } from "@lingui/core";
import { machineOf, type RecordType, type Registry, type Refusal, refusals } from "#core/records";
import type { ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { Icon } from "../controls/icon.tsx";
import { today } from "../text/format.ts";
import { Due } from "./facts.tsx";
import { say, saySentence } from "./say.ts";
import { dataOf, type RecordDetail } from "./types.ts";
import { usePerson } from "./use-person.ts";

type Props = { registry: Registry; type: RecordType; shown: RecordDetail };

/** Who must act, until when, and why each step that is closed to this person is closed. */
export function NextStep({ registry, type, shown }: Props): ReactNode {
  const person = usePerson(shown.scopeId);
  const now = today(useZone());
  const data = dataOf(type, shown);
  const above = registry.parentOf(type)?.parent;
  const state = machineOf(type, shown.definition).states[shown.state];
  const steps = Object.entries(state?.on ?? {}).map(([name, step]) => ({
    verb: say(step.verb),
    why: refusals(type, name, data, person, now).map((refusal) => told(refusal, above)),
  }));
  if (steps.length === 0) return null;
  const isOpen = steps.some(({ why }) => why.length === 0);
  const closed = Map.groupBy(
    steps.filter(({ why }) => why.length > 0),
    ({ why }) => why.join(" "),
  );
  return (
    <div className="k-next-step" role="group" aria-label={i18n.t("Who acts next")}>
      <p className="k-next-step-who">
        <Icon name="clock" />
        <span className="k-strong">{waitsFor(type, shown, person.membershipId, isOpen)}</span>
        {shown.dueOn && (
          <span>
            {i18n.t("Due")} <Due item={shown} />
          </span>
        )}
      </p>
      {closed.size > 0 && (
        <ul className="k-next-step-closed">
          {[...closed].map(([why, group]) => (
            <li key={why}>
              <span className="k-strong">{group.map(({ verb }) => verb).join(", ")}:</span> {why}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function told(refusal: Refusal, above: RecordType | undefined): string {
  if (refusal.because !== "parent" || !above) return saySentence(refusal);
  const states = refusal.slots?.["states"]?.split(", ") ?? [];
  const labels = states.map((state) => above.states[state]?.label ?? state).join(", ");
  return saySentence({ ...refusal, slots: { states: labels } });
}

function waitsFor(
  type: RecordType,
  { waitsFor: who, ownerId, ownerName }: RecordDetail,
  me: string | null,
  isOpen: boolean,
): string {
  if (who === "owner" && ownerId !== null && ownerId === me) return i18n.t("You act next.");
  if (who === "owner")
    return ownerName
      ? i18n.t("{name} acts next.", { name: ownerName })
      : i18n.t("It waits for an owner.");
  const verb = who?.slice(type.name.length + 1) ?? "";
  const allows = say(type.permissions[verb]?.allows ?? verb);
  return isOpen
    ? i18n.t("It waits for you, or for somebody else who may: {allows}.", { allows })
    : i18n.t("It waits for somebody who may: {allows}.", { allows });
}
