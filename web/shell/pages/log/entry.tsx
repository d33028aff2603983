import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { DetailPage, LinkButton, Status, usePathParameter, useResource } from "#kit";
import { showAction, type LogEntry } from "./data.ts";
import { Proof, WhatChanged, WhoAndWhen } from "./entry-parts.tsx";
import { readable, typeWord } from "./words.tsx";

export function LogEntryPage(): ReactNode {
  const entry = useResource<LogEntry>(`/log/${usePathParameter("n")}`);
  return (
    <DetailPage
      of={entry}
      kind={i18n.t("Log entry")}
      back={{ to: "/log", label: i18n.t("Log") }}
      title={({ label, type }) => label ?? typeWord(type) ?? readable(type)}
      isRaw={({ label, type }) => label !== null || typeWord(type) === undefined}
      status={({ action }) => {
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
