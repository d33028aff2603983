import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { api, Confirm, Form, showSaved, useRefresh, type FormField, type FormValues } from "#kit";
import type { Choices, Organization } from "./data.ts";
import { useQuestion } from "./question.ts";

/** Name, language, time zone and currency. What a new zone or currency means is said before it is saved. */
export function SettingsForm({
  organization,
  choices,
}: {
  organization: Organization;
  choices: Choices;
}): ReactNode {
  const refresh = useRefresh();
  const { asked, ask, answer } = useQuestion<string[]>();
  const save = async (values: FormValues, version: number): Promise<Organization | null> => {
    const meaning = consequences(organization, values);
    if (meaning.length > 0 && !(await ask(meaning))) return null;
    return api.patch<Organization>("/organization", {
      version,
      confirmed: meaning.length > 0,
      ...values,
    });
  };
  return (
    <>
      <Form
        fields={fields(choices, organization)}
        initial={valuesOf(organization)}
        version={organization.version}
        verb={i18n.t("Save")}
        save={save}
        latest={async () => {
          const latest = await api.get<Organization>("/organization");
          return { version: latest.version, values: valuesOf(latest) };
        }}
        onSaved={(saved) => {
          if (!saved) return;
          void refresh("/organization", "session", "/log");
          showSaved(i18n.t("Organisation saved"));
        }}
      />
      <Confirm
        title={i18n.t("Change how days and amounts are read?")}
        text={asked?.map((sentence) => (
          <span key={sentence} className="o-meaning">
            {sentence}
          </span>
        ))}
        verb={i18n.t("Change it")}
        isOpen={asked !== undefined}
        onClose={() => answer(false)}
        act={async () => answer(true)}
      />
    </>
  );
}

function consequences(before: Organization, after: FormValues): string[] {
  return [
    ...(after["zone"] === before.zone
      ? []
      : [
          i18n.t(
            "From now on days begin and end in the new time zone: due dates, roles that end and everything shown follow it. What is recorded keeps its instant.",
          ),
        ]),
    ...(after["currency"] === before.currency
      ? []
      : [
          i18n.t(
            "New amounts are in the new currency. Amounts that are recorded keep theirs and are not converted.",
          ),
        ]),
  ];
}

function fields({ zones, currencies }: Choices, { zone, currency }: Organization): FormField[] {
  const named = new Intl.DisplayNames(i18n.locale === "pseudo" ? "en" : i18n.locale, {
    type: "currency",
  });
  return [
    { kind: "text", name: "name", label: i18n.t("Name"), required: true, max: 120 },
    {
      kind: "select",
      name: "language",
      label: i18n.t("Language"),
      help: i18n.t(
        "Only the English texts are finished. With another choice, pages stay in English until theirs are.",
      ),
      required: true,
      options: [
        { key: "en", label: "English", raw: true },
        { key: "el", label: "Ελληνικά", raw: true },
        { key: "es", label: "Español", raw: true },
      ],
    },
    {
      kind: "combo",
      name: "zone",
      label: i18n.t("Time zone"),
      help: i18n.t("Says when a day begins and ends here. Type a city to find it."),
      required: true,
      options: withCurrent(zones, zone).map((key) => ({
        key,
        label: key.replaceAll("_", " "),
        raw: true,
      })),
    },
    {
      kind: "combo",
      name: "currency",
      label: i18n.t("Currency"),
      required: true,
      options: withCurrent(currencies, currency).map((key) => ({
        key,
        label: `${key} – ${named.of(key)}`,
        raw: true,
      })),
    },
  ];
}

/** What was set by another way is a choice too, or the field would show as empty. */
function withCurrent(choices: readonly string[], current: string): readonly string[] {
  return choices.includes(current) ? choices : [current, ...choices];
}

function valuesOf({ name, language, zone, currency }: Organization): FormValues {
  return { name, language, zone, currency };
}
