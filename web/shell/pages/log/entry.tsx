import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  DetailPage,
  entryText,
  LinkButton,
  Status,
  usePathParameter,
  useResource,
  type Told,
} from "#kit";
import { showAction, type LogEntry } from "./data.ts";
import { Proof, WhatChanged, WhoAndWhen } from "./entry-parts.tsx";

export function LogEntryPage(): ReactNode {
  const entry = useResource<LogEntry>(`/log/${usePathParameter("n")}`);
  return (
    <DetailPage
      of={entry}
      kind={i18n.t("Log entry")}
      back={{ to: "/log", label: i18n.t("Log") }}
      title={(shown) => entryText(toldOf(shown))}
      isRaw={() => false}
      status={({ action }) => {
        if (action === "fact") return null;
        const { word, tone, icon } = showAction(action);
        return (
          <Status tone={tone} icon={icon}>
            {word}
          </Status>
        );
      }}
      actions={({ recordId }) =>
        recordId && (
          <LinkButton to={`/log?recordId=${recordId}`} icon="log">
            {i18n.t("All entries of this record")}
          </LinkButton>
        )
      }
      aside={(shown) => (
        <>
          <WhoAndWhen entry={shown} />
          <Proof entry={shown} />
        </>
      )}
    >
      {(shown) => <WhatChanged entry={shown} />}
    </DetailPage>
  );
}

function toldOf({ action, type, label, actor }: LogEntry): Told {
  return { action, type, label, personName: actor.name, actorKind: actor.kind };
}
