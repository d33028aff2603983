import { i18n } from "@lingui/core";
import { machineOf, type RecordType } from "#core/records";
import type { ReactNode } from "react";
import { Raw, Section } from "../display/facts.tsx";
import { say } from "./say.ts";
import type { RecordDetail } from "./types.ts";

/** Who had a part in the record: it decides who may take which step. */
export function Parts({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const people = [...Map.groupBy(shown.parties, ({ membershipId }) => membershipId).values()];
  if (people.length === 0) return null;
  const verbs = verbsOf(type, shown.definition);
  return (
    <Section title={i18n.t("People")}>
      <ul className="k-links">
        {people.map((parts) => (
          <li key={parts[0]?.membershipId}>
            <Raw>{parts[0]?.name}</Raw>
            <span className="k-soft">
              {parts.map(({ part }) => wordOf(part, verbs)).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the buttons of all steps say, by the step's name. */
export function verbsOf(type: RecordType, definition: number): ReadonlyMap<string, string> {
  return new Map(
    Object.values(machineOf(type, definition).states).flatMap(({ on = {} }) =>
      Object.entries(on).map(([name, { verb }]) => [name, say(verb)] as const),
    ),
  );
}

function wordOf(part: string, verbs: ReadonlyMap<string, string>): string {
  if (part === "author") return i18n.t("Made it");
  if (part === "editor") return i18n.t("Changed it");
  const step = part.slice("took:".length);
  return verbs.get(step) ?? step;
}
