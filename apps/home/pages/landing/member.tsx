import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Link,
  Day,
  Empty,
  Icon,
  LinkButton,
  Problem,
  Raw,
  Section,
  Skeleton,
  useList,
  useMay,
} from "#kit";
import type { Notice } from "../notice-data.ts";

/** The board, and the one big button for whoever may post. */
export function MemberStart({ isMain }: { isMain: boolean }): ReactNode {
  const mayPost = useMay("home.notice.write");
  return (
    <Section
      title={i18n.t("Notices")}
      actions={
        <span className="k-row h-board-actions">
          <Link to="/notices">{i18n.t("All notices")}</Link>
          {mayPost && (
            <LinkButton to="/notices/new" tone={isMain ? "primary" : "plain"} icon="plus">
              {i18n.t("Post a notice")}
            </LinkButton>
          )}
        </span>
      }
    >
      <Board />
    </Section>
  );
}

function Board(): ReactNode {
  const { items, error, retry } = useList<Notice>("/notices", { show: "current", limit: 6 });
  if (!items) return error ? <Problem error={error} retry={retry} /> : <Skeleton />;
  if (items.length === 0) {
    return (
      <Empty icon="notice" title={i18n.t("Nothing on the board today")}>
        {i18n.t("What everybody here should know will stand here.")}
      </Empty>
    );
  }
  return (
    <ul className="h-board">
      {items.map((notice) => (
        <li key={notice.id} className="h-card">
          <h3>
            {notice.pinned && <Icon name="pin" />}
            <Link to={`/notices/${notice.id}`} translate="no">
              {notice.title}
            </Link>
          </h3>
          <p className="h-card-text" translate="no">
            {notice.text}
          </p>
          <p className="k-soft">
            <Raw>{notice.scopeName}</Raw> · <Raw>{notice.authorName}</Raw> ·{" "}
            <Day on={notice.fromOn} />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A person whose roles have all ended, or who has none yet. */
export function NothingYet(): ReactNode {
  return (
    <Empty icon="lock" title={i18n.t("Nothing here is open to you yet")}>
      {i18n.t(
        "You are signed in, but your roles open no pages. An administrator of your organisation can give you a role.",
      )}
    </Empty>
  );
}
