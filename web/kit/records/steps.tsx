import { i18n } from "@lingui/core";
import { machineOf, refusals, type RecordType, type Transition } from "#core/records";
import { useState, type ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { Button } from "../controls/button.tsx";
import { Menu } from "../controls/menu.tsx";
import { Icon } from "../controls/icon.tsx";
import { today } from "../text/format.ts";
import { say } from "./say.ts";
import { StepDialog } from "./step-dialog.tsx";
import { dataOf, type RecordDetail } from "./types.ts";
import { usePerson } from "./use-person.ts";

export type Step = Transition & { name: string };

/** The steps that this person can take now, the machine's first one as the main button, the others in a menu. */
export function StepButtons({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const [chosen, choose] = useState<Step>();
  const steps = useOpenSteps(type, shown);
  const [first, ...others] = steps;
  return (
    <>
      {first && (
        <Button tone={first.tone ?? "primary"} onPress={() => choose(first)}>
          {say(first.verb)}
        </Button>
      )}
      {others.length > 0 && (
        <Menu
          label={i18n.t("Other steps")}
          className="k-button k-button-plain"
          trigger={<Icon name="more" />}
          groups={[
            {
              key: "steps",
              actions: others.map((step) => ({
                key: step.name,
                label: say(step.verb),
                onAction: () => choose(step),
              })),
            },
          ]}
        />
      )}
      {chosen && (
        <StepDialog type={type} shown={shown} step={chosen} onClose={() => choose(undefined)} />
      )}
    </>
  );
}

function useOpenSteps(type: RecordType, shown: RecordDetail): readonly Step[] {
  const person = usePerson(shown.scopeId);
  const now = today(useZone());
  const data = dataOf(type, shown);
  return Object.entries(machineOf(type, shown.definition).states[shown.state]?.on ?? {})
    .filter(([name]) => refusals(type, name, data, person, now).length === 0)
    .map(([name, step]) => ({ ...step, name }));
}
