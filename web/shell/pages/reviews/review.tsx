import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Confirm,
  Day,
  DownloadButton,
  PageFrame,
  Problem,
  Raw,
  showSaved,
  Skeleton,
  useMay,
  usePathParameter,
  useRefresh,
  useResource,
  When,
} from "#kit";
import type { Review } from "./data.ts";
import { Progress } from "./progress.tsx";
import { ReviewItems } from "./review-items.tsx";
import { Standing } from "./reviews.tsx";

export function ReviewPage(): ReactNode {
  const { data, error, refetch } = useResource<Review>(`/access-reviews/${usePathParameter("id")}`);
  const back = { to: "/access-reviews", label: i18n.t("Access reviews") };
  if (!data)
    return (
      <PageFrame title={i18n.t("Access review")} back={back}>
        {error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton />}
      </PageFrame>
    );
  return (
    <PageFrame
      title={data.name}
      isRaw
      back={back}
      status={<Standing review={data} />}
      actions={<Actions review={data} />}
    >
      <Strip review={data} />
      <ReviewItems review={data} />
    </PageFrame>
  );
}

/** Who must act, by when, and what keeps the review open. */
function Strip({ review }: { review: Review }): ReactNode {
  const { closedAt, closedBy, dueOn, openedAt, openedBy, scopeName, undecided } = review;
  return (
    <div className="s-strip">
      <Progress review={review} />
      <p>
        {closedAt ? (
          <>
            {i18n.t("Closed by")} <Raw>{closedBy}</Raw> <When at={closedAt} />.{" "}
            {i18n.t("Nothing of it changes any more.")}
          </>
        ) : (
          <>
            {i18n.t("Due")} <Day on={dueOn} />.{" "}
            {undecided === 0
              ? i18n.t("Everything is decided: it can be closed.")
              : i18n.t("It can be closed when every role is decided.")}
          </>
        )}
      </p>
      <p className="k-soft">
        {i18n.t("Opened by")} <Raw>{openedBy}</Raw> <When at={openedAt} />, {i18n.t("roles in")}{" "}
        <Raw>{scopeName}</Raw>
      </p>
    </div>
  );
}

function Actions({ review }: { review: Review }): ReactNode {
  const { id, closedAt, undecided, version } = review;
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const mayClose = useMay("access.review.write") && !closedAt;
  const close = async (): Promise<void> => {
    await api.post(`/access-reviews/${id}/close`, { version });
    await refresh("/access-reviews", "/log");
    showSaved(i18n.t("Review closed"));
  };
  return (
    <>
      <DownloadButton href={`/api/v1/access-reviews/${id}/export`}>
        {i18n.t("Export as CSV")}
      </DownloadButton>
      {mayClose && undecided === 0 && (
        <Button tone="primary" icon="check" onPress={() => setAsking(true)}>
          {i18n.t("Close the review")}
        </Button>
      )}
      <Confirm
        title={i18n.t("Close this review?")}
        text={i18n.t("What was decided stays as it is from then on. Nobody can reopen it.")}
        verb={i18n.t("Close the review")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={close}
      />
    </>
  );
}
