import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Day,
  Empty,
  Icon,
  LinkButton,
  ListPage,
  Raw,
  Status,
  useList,
  useMay,
  useUrlState,
  useZone,
  type Column,
} from "#kit";
import { standing, useScopeOptions, type Notice } from "./notice-data.ts";
import "./home.css";

export function NoticesPage(): ReactNode {
  const [{ show = "current", scopeId }] = useUrlState();
  const list = useList<Notice>("/notices", { show, scopeId });
  const mayPost = useMay("home.notice.write");
  const scopes = useScopeOptions();
  const post = mayPost ? (
    <LinkButton to="/notices/new" tone="primary" icon="plus">
      {i18n.t("Post a notice")}
    </LinkButton>
  ) : null;
  return (
    <ListPage
      title={i18n.t("Notices")}
      actions={post}
      list={list}
      columns={useColumns()}
      keyOf={(notice) => notice.id}
      linkTo={(notice) => `/notices/${notice.id}`}
      views={{
        name: "show",
        options: [
          { key: "current", label: i18n.t("Current") },
          { key: "all", label: i18n.t("All") },
        ],
      }}
      filters={[
        {
          kind: "choice",
          name: "scopeId",
          label: i18n.t("Scope"),
          options: scopes,
          any: i18n.t("Every scope"),
        },
      ]}
      empty={
        <Empty icon="notice" title={i18n.t("No notices")} action={post}>
          {mayPost
            ? i18n.t(
                "What everybody here should know stands on this board, from the day it begins to the day it ends.",
              )
            : i18n.t(
                "What everybody here should know will stand on this board. Your administrator posts it.",
              )}
        </Empty>
      }
    />
  );
}

function useColumns(): Column<Notice>[] {
  const zone = useZone();
  return [
    {
      key: "title",
      header: i18n.t("Title"),
      cell: (notice) => (
        <span className="h-notice-title">
          {notice.pinned && (
            <span className="h-pin" title={i18n.t("Pinned")}>
              <Icon name="pin" />
              <span className="k-hidden">{i18n.t("Pinned")}</span>
            </span>
          )}
          <Raw>{notice.title}</Raw>
        </span>
      ),
    },
    {
      key: "standing",
      header: i18n.t("State"),
      cell: (notice) => {
        const { tone, word } = standing(notice, zone);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    { key: "scope", header: i18n.t("Scope"), cell: (notice) => <Raw>{notice.scopeName}</Raw> },
    { key: "from", header: i18n.t("From"), cell: (notice) => <Day on={notice.fromOn} /> },
    {
      key: "until",
      header: i18n.t("Until"),
      cell: (notice) =>
        notice.untilOn ? (
          <Day on={notice.untilOn} />
        ) : (
          <span className="k-soft">{i18n.t("open")}</span>
        ),
    },
    {
      key: "author",
      header: i18n.t("Author"),
      isExtra: true,
      cell: (notice) => <Raw>{notice.authorName}</Raw>,
    },
  ];
}
