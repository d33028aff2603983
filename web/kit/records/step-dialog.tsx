import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh } from "../api/lists.ts";
import { sentence } from "../api/problem.ts";
import { useZone } from "../api/zone.ts";
import { Dialog } from "../controls/dialog.tsx";
import { Raw } from "../display/facts.tsx";
import { showSaved } from "../display/toast.tsx";
import { Form } from "../pages/form.tsx";
import type { FormField, FormValues } from "../pages/form-fields.tsx";
import { SignDialog } from "../sign/sign-dialog.tsx";
import type { Signing } from "../sign/signing.ts";
import { formFieldOf, useChoices } from "./form-field.tsx";
import { say } from "./say.ts";
import { signingAnew, signingOf, stepPath } from "./signing-of.tsx";
import type { Step } from "./steps.tsx";
import { nameOf, type RecordDetail } from "./types.ts";
import { bodyOf, valueIn } from "./values.ts";

type Props = { type: RecordType; shown: RecordDetail; step: Step; onClose: () => void };
type Entered = { signing: Signing; values: FormValues; body: Record<string, unknown> };

/** Asks what a step asks, then takes it; a signed one goes through the ceremony first. */
export function StepDialog({ type, shown, step, onClose }: Props): ReactNode {
  // What is decided on is what was on screen when the step was chosen.
  const [begun] = useState(shown);
  const [entered, enter] = useState<Entered>();
  const [typed, setTyped] = useState<FormValues>({});
  const refresh = useRefresh();
  const fields = useFields(type, step);
  const zone = useZone();
  const done = (): void => {
    void refresh(type.path, "/my-work", "/log");
    showSaved(say(step.verb));
  };
  const take = async (values: FormValues): Promise<void> => {
    const body = { ...bodyOf(type, values, step.asks ?? [], zone), ...reasonOf(values) };
    try {
      if (step.signs)
        enter({ values, body, signing: await signingOf(type, begun, step.name, body) });
      else await api.post(stepPath(type, begun.id, step.name), { version: begun.version, ...body });
    } catch (error) {
      // The page behind shows what the refusal speaks of.
      void refresh(type.path);
      throw error;
    }
  };
  const lookAgain = async ({ values, body }: Entered): Promise<void> => {
    void refresh(type.path);
    try {
      enter({ values, body, signing: await signingAnew(type, begun.id, step.name, body) });
    } catch (error) {
      onClose();
      showSaved(sentence(error));
    }
  };
  // What was typed is there again for whoever changes their mind before signing.
  const back = ({ values }: Entered): void => {
    setTyped(values);
    enter(undefined);
    if (fields.length === 0) onClose();
  };
  if (entered)
    return (
      <SignDialog
        signings={[entered.signing]}
        isOpen
        onClose={() => back(entered)}
        onSigned={() => {
          onClose();
          done();
        }}
        onChanged={() => void lookAgain(entered)}
      />
    );
  return (
    <Dialog title={say(step.verb)} isOpen onClose={onClose}>
      <p className="k-soft">
        <Raw>{nameOf(begun)}</Raw>
      </p>
      <Form
        fields={fields}
        initial={Object.fromEntries(
          fields.map(({ name }) => [name, typed[name] ?? initialOf(type, name, begun, zone)]),
        )}
        verb={step.signs ? i18n.t("Go on to sign") : say(step.verb)}
        {...(step.tone ? { tone: step.tone } : {})}
        draft={`${stepPath(type, begun.id, step.name)}/dialog`}
        save={take}
        onSaved={() => {
          if (step.signs) return;
          onClose();
          done();
        }}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** The names under which a form holds what is asked are those of the API. */
function initialOf(type: RecordType, name: string, shown: RecordDetail, zone: string) {
  if (name === "reason") return "";
  return valueIn(type, name === "ownerId" ? "owner" : name, shown, zone);
}

function useFields(type: RecordType, { asks = [], reason }: Step): readonly FormField[] {
  const choices = useChoices(type);
  const why: FormField = {
    ...{ kind: "longText", name: "reason", label: i18n.t("Reason"), required: true },
    ...{ rows: 3, max: 1_000 },
  };
  return [
    ...asks.map((name) => ({ ...formFieldOf(type, name, choices), required: true })),
    ...(reason ? [why] : []),
  ];
}

function reasonOf({ reason }: FormValues): { reason?: string } {
  return typeof reason === "string" && reason !== "" ? { reason } : {};
}
