import { i18n } from "@lingui/core";
import { kebab, type RecordType } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh } from "../api/lists.ts";
import { useZone } from "../api/zone.ts";
import { Dialog } from "../controls/dialog.tsx";
import { showSaved } from "../display/toast.tsx";
import { Form } from "../pages/form.tsx";
import type { FormField, FormValues } from "../pages/form-fields.tsx";
import { SignDialog } from "../sign/sign-dialog.tsx";
import type { Signing } from "../sign/signing.ts";
import { Covered, type CoveredRow } from "./covered.tsx";
import { formFieldOf, useChoices } from "./form-field.tsx";
import { say } from "./say.ts";
import type { Step } from "./steps.tsx";
import { nameOf, type RecordDetail } from "./types.ts";
import { bodyOf, valueIn } from "./values.ts";

type Preview = {
  meaning: string;
  point: string;
  permission: string;
  digest: string;
  rows: CoveredRow[];
};

type Props = { type: RecordType; shown: RecordDetail; step: Step; onClose: () => void };

/** Asks what a step asks, then takes it; a signed one goes through the ceremony first. */
export function StepDialog({ type, shown, step, onClose }: Props): ReactNode {
  const [signing, setSigning] = useState<Signing>();
  const refresh = useRefresh();
  const fields = useFields(type, step);
  const zone = useZone();
  const path = `${type.path}/${shown.id}/${kebab(step.name)}`;
  const done = (): void => {
    void refresh(type.path, "/my-work", "/log");
    showSaved(say(step.verb));
  };
  const take = async (values: FormValues, version: number): Promise<void> => {
    const body = { version, ...bodyOf(type, values, step.asks ?? [], zone), ...reasonOf(values) };
    if (!step.signs) {
      await api.post(path, body);
      return;
    }
    const preview = await api.post<Preview>(`${path}/preview`, body);
    setSigning({
      ...{ recordId: shown.id, type: type.name, point: preview.point, name: nameOf(shown) },
      ...{ scopeId: shown.scopeId, permission: preview.permission, digest: preview.digest },
      meaning: say(preview.meaning),
      content: <Covered type={type} rows={preview.rows} shown={shown} />,
      act: (signature) => api.post(path, { ...body, signature }),
    });
  };
  if (signing)
    return (
      <SignDialog
        signings={[signing]}
        isOpen
        onClose={onClose}
        onSigned={done}
        onChanged={() => {
          void refresh(type.path);
          onClose();
        }}
      />
    );
  return (
    <Dialog title={say(step.verb)} isOpen onClose={onClose}>
      {fields.length === 0 && <p className="k-soft">{nameOf(shown)}</p>}
      <Form
        fields={fields}
        initial={Object.fromEntries(
          fields.map(({ name }) => [
            name,
            name === "reason" ? "" : valueIn(type, name, shown, zone),
          ]),
        )}
        version={shown.version}
        verb={step.signs ? i18n.t("Go on to sign") : say(step.verb)}
        {...(step.tone ? { tone: step.tone } : {})}
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

function useFields(type: RecordType, { asks = [], reason }: Step): readonly FormField[] {
  const choices = useChoices(type);
  return [
    ...asks.map((name) => ({ ...formFieldOf(type, name, choices), required: true })),
    ...(reason
      ? [
          {
            kind: "longText" as const,
            name: "reason",
            label: i18n.t("Reason"),
            required: true,
            rows: 3,
            max: 1_000,
          },
        ]
      : []),
  ];
}

function reasonOf({ reason }: FormValues): { reason?: string } {
  return typeof reason === "string" && reason !== "" ? { reason } : {};
}
