import { i18n } from "@lingui/core";
import { machineOf, refusals, type RecordType, type Transition } from "#core/records";
import { useState, type ReactNode } from "react";
import { useZone } from "../api/zone.ts";
import { Button } from "../controls/button.tsx";
import { Menu } from "../controls/menu.tsx";
import { Icon } from "../controls/icon.tsx";
import { usePageKeys } from "../pages/keys.ts";
import { today } from "../text/format.ts";
import { say } from "./say.ts";
import { StepDialog } from "./step-dialog.tsx";
import { dataOf, type RecordDetail } from "./types.ts";
import { usePerson } from "./use-person.ts";

export type Step = Transition & { name: string };

type Props = {
  type: RecordType;
  shown: RecordDetail;
  /** The page's own steps have numbers; those of a row do not. */
  hasKeys?: boolean;
};

/** The steps that this person can take now: what leads on as the one main button, the others in a menu. */
export function StepButtons({ type, shown, hasKeys = false }: Props): ReactNode {
  const [chosen, choose] = useState<Step>();
  const steps = useOpenSteps(type, shown);
  const main = steps.find((step) => step.tone !== "danger" && !step.breaks);
  const others = steps.filter((step) => step !== main);
  const keys = steps.map((step, index) => ({
    key: String(index + 1),
    label: say(step.verb),
    act: () => choose(step),
  }));
  usePageKeys(hasKeys ? keys : []);
  return (
    <>
      {main && (
        <Button tone={hasKeys ? "primary" : "plain"} onPress={() => choose(main)}>
          {say(main.verb)}
        </Button>
      )}
      {others.length > 0 && (
        <Menu
          label={i18n.t("Other steps")}
          className="k-button k-button-plain"
          trigger={main ? <Icon name="more" /> : <StepsWord />}
          groups={[
            {
              key: "steps",
              actions: others.map((step) => ({
                key: step.name,
                label: (
                  <span className="k-row-between">
                    {say(step.verb)}
                    {hasKeys && <kbd translate="no">{steps.indexOf(step) + 1}</kbd>}
                  </span>
                ),
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

function StepsWord(): ReactNode {
  return (
    <>
      <span className="k-button-text">{i18n.t("Steps")}</span>
      <Icon name="down" />
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
