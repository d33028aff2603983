import { i18n } from "@lingui/core";
import { openFields, type RecordType, type Registry } from "#core/records";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { LinkButton } from "../controls/button.tsx";
import { Link } from "../controls/link.tsx";
import { Facts, Raw, Section } from "../display/facts.tsx";
import { DetailPage } from "../pages/detail.tsx";
import { usePathParameter } from "../pages/url-state.ts";
import { Signatures } from "../sign/signatures.tsx";
import { Day, When } from "../text/when.tsx";
import { Children } from "./children.tsx";
import { Discussion } from "./discussion.tsx";
import { fieldValue } from "./field-value.tsx";
import { History } from "./history.tsx";
import { Links } from "./links.tsx";
import { NextStep } from "./next-step.tsx";
import { say } from "./say.ts";
import { StateMark } from "./state.tsx";
import { StepButtons } from "./steps.tsx";
import { dataOf, nameOf, type RecordDetail } from "./types.ts";
import { usePerson } from "./use-person.ts";
import "./records.css";

type Props = { registry: Registry; type: RecordType };

/** Every record's page: what it is, who must act, what hangs on it, what happened to it. */
export function RecordPage({ registry, type }: Props): ReactNode {
  const record = useResource<RecordDetail>(`${type.path}/${usePathParameter("id")}`);
  return (
    <DetailPage
      of={record}
      kind={say(type.one)}
      back={backOf(registry, type, record.data)}
      title={nameOf}
      status={(shown) => <StateMark type={type} item={shown} />}
      actions={(shown) => <Actions registry={registry} type={type} shown={shown} />}
      aside={(shown) => (
        <>
          <Section title={i18n.t("Signatures")}>
            <Signatures signatures={shown.signatures} />
          </Section>
          <Links registry={registry} type={type} shown={shown} />
        </>
      )}
    >
      {(shown) => (
        <>
          <NextStep type={type} shown={shown} />
          <About type={type} shown={shown} />
          <Texts type={type} shown={shown} />
          <Children registry={registry} type={type} shown={shown} />
          <Discussion type={type} shown={shown} />
          <History type={type} shown={shown} />
        </>
      )}
    </DetailPage>
  );
}

function backOf(registry: Registry, type: RecordType, shown: RecordDetail | undefined) {
  const above = registry.parentOf(type);
  return above && shown?.parent
    ? { to: `${above.parent.path}/${shown.parent.id}`, label: nameOf(shown.parent) }
    : { to: type.path, label: say(type.many) };
}

function Actions({ registry, type, shown }: Props & { shown: RecordDetail }): ReactNode {
  const person = usePerson(shown.scopeId);
  const open = openFields(registry, type, dataOf(type, shown), person);
  return (
    <>
      <StepButtons type={type} shown={shown} />
      {open.length > 0 && (
        <LinkButton to={`${type.path}/${shown.id}/edit`} icon="edit">
          {i18n.t("Edit")}
        </LinkButton>
      )}
    </>
  );
}

function About({ type, shown }: Pick<Props, "type"> & { shown: RecordDetail }): ReactNode {
  const short = Object.entries(type.fields).filter(([, { kind }]) => !isLong(kind));
  return (
    <Facts
      facts={[
        ...(type.owner === null ? [] : [{ label: say(type.owner), value: raw(shown.ownerName) }]),
        ...(type.due === null
          ? []
          : [{ label: say(type.due), value: shown.dueOn && <Day on={shown.dueOn} /> }]),
        ...(type.occurred === null
          ? []
          : [
              {
                label: say(type.occurred),
                value: shown.occurredAt && <When at={shown.occurredAt} exact />,
              },
            ]),
        ...short.map(([name, field]) => ({
          label: say(field.label),
          value: fieldValue(name, field, shown),
        })),
        ...Object.entries(type.computed).map(([name, { label, kind }]) => ({
          label: say(label),
          value:
            shown[name] === null ? null : `${String(shown[name])}${kind === "share" ? " %" : ""}`,
        })),
        { label: i18n.t("Scope"), value: raw(shown.scopeName) },
        {
          label: i18n.t("Made"),
          value: (
            <>
              {raw(shown.authorName)} <When at={shown.createdAt} />
            </>
          ),
        },
        {
          label: i18n.t("Last change"),
          value: shown.version > 1 && (
            <>
              {raw(shown.updatedName)} <When at={shown.updatedAt} />
            </>
          ),
        },
        {
          label: i18n.t("How it goes"),
          value: <Link to={`${type.path}/about`}>{i18n.t("See all steps")}</Link>,
        },
      ]}
    />
  );
}

function Texts({ type, shown }: Pick<Props, "type"> & { shown: RecordDetail }): ReactNode {
  return Object.entries(type.fields)
    .filter(([name, { kind }]) => isLong(kind) && shown[name])
    .map(([name, field]) => (
      <Section key={name} title={say(field.label)}>
        {fieldValue(name, field, shown)}
      </Section>
    ));
}

const isLong = (kind: string): boolean => ["longText", "richText", "table"].includes(kind);

const raw = (name: string | null): ReactNode => name && <Raw>{name}</Raw>;
