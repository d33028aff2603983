import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Day,
  Empty,
  LinkButton,
  ListPage,
  Raw,
  Status,
  useList,
  useMay,
  useUrlState,
  type Column,
} from "#kit";
import { useStanding, type Review } from "./data.ts";
import { Progress } from "./progress.tsx";

export function ReviewsPage(): ReactNode {
  const [{ state = "open" }] = useUrlState();
  const list = useList<Review>("/access-reviews", { state });
  const open = useMay("access.review.write") ? (
    <LinkButton to="/access-reviews/new" tone="primary" icon="plus">
      {i18n.t("Open a review")}
    </LinkButton>
  ) : null;
  const isClosed = state === "closed";
  return (
    <ListPage
      title={i18n.t("Access reviews")}
      actions={open}
      list={list}
      columns={columns()}
      keyOf={({ id }) => id}
      linkTo={({ id }) => `/access-reviews/${id}`}
      views={{
        name: "state",
        options: [
          { key: "open", label: i18n.t("Open now") },
          { key: "closed", label: i18n.t("Closed") },
        ],
      }}
      empty={
        <Empty
          icon="review"
          title={isClosed ? i18n.t("No review was closed yet") : i18n.t("No review is open")}
          action={isClosed ? null : open}
        >
          {i18n.t(
            "A review goes through every role that people hold and records who decided that it stays or goes.",
          )}
        </Empty>
      }
    />
  );
}

function columns(): Column<Review>[] {
  return [
    { key: "name", header: i18n.t("Name"), cell: ({ name }) => <Raw>{name}</Raw> },
    { key: "state", header: i18n.t("State"), cell: (review) => <Standing review={review} /> },
    { key: "due", header: i18n.t("Due"), cell: ({ dueOn }) => <Day on={dueOn} /> },
    {
      key: "progress",
      header: i18n.t("Decided"),
      cell: (review) => <Progress review={review} />,
    },
    {
      key: "scope",
      header: i18n.t("Roles in"),
      isExtra: true,
      cell: ({ scopeName }) => <Raw>{scopeName}</Raw>,
    },
    {
      key: "openedBy",
      header: i18n.t("Opened by"),
      isExtra: true,
      cell: ({ openedBy }) => <Raw>{openedBy}</Raw>,
    },
  ];
}

export function Standing({ review }: { review: Review }): ReactNode {
  const { tone, word } = useStanding(review);
  return <Status tone={tone}>{word}</Status>;
}
