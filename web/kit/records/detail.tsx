import { i18n } from "@lingui/core";
import { openFields, type RecordType, type Registry } from "#core/records";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { LinkButton } from "../controls/button.tsx";
import { Link } from "../controls/link.tsx";
import { Section } from "../display/facts.tsx";
import { DetailPage } from "../pages/detail.tsx";
import { usePageKeys } from "../pages/keys.ts";
import { useGo, usePathParameter } from "../pages/url-state.ts";
import { Signatures } from "../sign/signatures.tsx";
import { Children } from "./children.tsx";
import { Discussion } from "./discussion.tsx";
import { LongTexts, ShortFacts } from "./facts.tsx";
import { History } from "./history.tsx";
import { Links } from "./links.tsx";
import { NextStep } from "./next-step.tsx";
import { Parts } from "./parts.tsx";
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
  const own = { registry, type };
  return (
    <DetailPage
      of={record}
      kind={say(type.one)}
      back={backOf(registry, type, record.data)}
      title={nameOf}
      status={(shown) => <StateMark type={type} item={shown} />}
      actions={(shown) => <Actions {...own} shown={shown} />}
      aside={(shown) => (
        <>
          <Section title={i18n.t("Signatures")}>
            <Signatures signatures={shown.signatures} />
          </Section>
          <Links {...own} shown={shown} />
          <Parts type={type} shown={shown} />
        </>
      )}
    >
      {(shown) => (
        <>
          <NextStep {...own} shown={shown} />
          <Section
            title={i18n.t("Facts")}
            actions={
              <Link to={`${type.path}/about?state=${shown.state}`}>
                {i18n.t("How a {type} goes", { type: say(type.one) })}
              </Link>
            }
          >
            <div className="k-facts-wide">
              <ShortFacts type={type} item={shown} />
            </div>
          </Section>
          <LongTexts type={type} item={shown} />
          <Children {...own} shown={shown} />
          <Discussion type={type} shown={shown} />
          <History {...own} shown={shown} />
        </>
      )}
    </DetailPage>
  );
}

export function backOf(registry: Registry, type: RecordType, shown: RecordDetail | undefined) {
  const above = registry.parentOf(type);
  return above && shown?.parent
    ? { to: `${above.parent.path}/${shown.parent.id}`, label: nameOf(shown.parent), isRaw: true }
    : { to: type.path, label: say(type.many) };
}

function Actions({ registry, type, shown }: Props & { shown: RecordDetail }): ReactNode {
  const go = useGo();
  const person = usePerson(shown.scopeId);
  const isOpen = openFields(registry, type, dataOf(type, shown), person).some(
    (name) => name !== "links",
  );
  const edit = `${type.path}/${shown.id}/edit`;
  usePageKeys(isOpen ? [{ key: "e", label: i18n.t("Edit this"), act: () => go(edit) }] : []);
  return (
    <>
      <StepButtons type={type} shown={shown} hasKeys />
      {isOpen && (
        <LinkButton to={edit} icon="edit">
          {i18n.t("Edit")}
        </LinkButton>
      )}
    </>
  );
}
