import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Confirm,
  Day,
  DetailPage,
  Facts,
  LinkButton,
  Raw,
  Section,
  showSaved,
  Status,
  useGo,
  useMay,
  usePathParameter,
  useRefresh,
  useResource,
  useZone,
  When,
} from "#kit";
import { standing, type Notice } from "./notice-data.ts";
import "./home.css";

export function NoticePage(): ReactNode {
  const notice = useResource<Notice>(`/notices/${usePathParameter("id")}`);
  return (
    <DetailPage
      of={notice}
      kind={i18n.t("Notice")}
      back={{ to: "/notices", label: i18n.t("Notices") }}
      title={({ title }) => title}
      status={(shown) => <Standing notice={shown} />}
      actions={(shown) => <Actions notice={shown} />}
      aside={(shown) => <About notice={shown} />}
    >
      {({ text }) => (
        <p className="k-prose h-notice-text" translate="no">
          {text}
        </p>
      )}
    </DetailPage>
  );
}

function Standing({ notice }: { notice: Notice }): ReactNode {
  const { tone, word } = standing(notice, useZone());
  return (
    <>
      <Status tone={tone}>{word}</Status>
      {notice.pinned && (
        <Status tone="neutral" icon="pin">
          {i18n.t("Pinned")}
        </Status>
      )}
    </>
  );
}

function Actions({ notice }: { notice: Notice }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const go = useGo();
  if (!useMay("home.notice.write", notice.scopeId)) return null;
  const remove = async (): Promise<void> => {
    await api.remove(`/notices/${notice.id}`, { version: notice.version });
    go("/notices");
    showSaved(i18n.t("Notice deleted"));
    void refresh("/notices", "/log");
  };
  return (
    <>
      <LinkButton to={`/notices/${notice.id}/edit`} tone="primary" icon="edit">
        {i18n.t("Edit")}
      </LinkButton>
      <Button icon="trash" onPress={() => setAsking(true)}>
        {i18n.t("Delete")}
      </Button>
      <Confirm
        title={i18n.t("Delete this notice?")}
        text={i18n.t(
          "Nobody will find it on the board any more. The log keeps what it said and who deleted it.",
        )}
        verb={i18n.t("Delete")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={remove}
      />
    </>
  );
}

function About({ notice }: { notice: Notice }): ReactNode {
  const maySeeLog = useMay("log.entry.read");
  return (
    <Section title={i18n.t("About this notice")}>
      <Facts
        facts={[
          { label: i18n.t("Scope"), value: <Raw>{notice.scopeName}</Raw> },
          { label: i18n.t("From"), value: <Day on={notice.fromOn} /> },
          {
            label: i18n.t("Until"),
            value: notice.untilOn ? <Day on={notice.untilOn} /> : i18n.t("open"),
          },
          { label: i18n.t("Author"), value: <Raw>{notice.authorName}</Raw> },
          { label: i18n.t("Posted"), value: <When at={notice.createdAt} /> },
          {
            label: i18n.t("Last change"),
            value: notice.version > 1 ? <When at={notice.updatedAt} /> : null,
          },
        ]}
      />
      {maySeeLog && (
        <p>
          <LinkButton to={`/log?recordId=${notice.id}`} icon="log">
            {i18n.t("History in the log")}
          </LinkButton>
        </p>
      )}
    </Section>
  );
}
