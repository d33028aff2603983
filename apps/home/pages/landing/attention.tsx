import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Day, formatNumber, Link, Status, today, useList, useMay, useZone } from "#kit";
import { WaitingResets } from "./waiting-resets.tsx";

type Review = { id: string; name: string; dueOn: string; total: number; undecided: number };

/** What waits for an administrator, one line each; nothing where nothing waits. */
export function Attention({ rolesEnding }: { rolesEnding: number }): ReactNode {
  const mayReview = useMay("access.review.write");
  const mayHelp = useMay("access.person.write");
  return (
    <ul className="k-lines">
      {mayHelp && <WaitingResets />}
      {rolesEnding > 0 && (
        <li>
          <Link to="/people?status=ending">{i18n.t("Roles that end within 30 days")}</Link>
          <Status tone="risk" icon="clock">
            <span translate="no">{formatNumber(rolesEnding)}</span>
          </Status>
        </li>
      )}
      {mayReview && <OpenReviews />}
    </ul>
  );
}

function OpenReviews(): ReactNode {
  const { items = [] } = useList<Review>("/access-reviews", { limit: 3 });
  return items.map((review) => <OpenReview key={review.id} review={review} />);
}

function OpenReview({ review }: { review: Review }): ReactNode {
  const { id, name, dueOn, total, undecided } = review;
  const isLate = dueOn < today(useZone());
  return (
    <li>
      <Link to={`/access-reviews/${id}`} translate="no">
        {name}
      </Link>
      <span className="k-soft">
        {undecided === 0
          ? i18n.t("Access review, everything decided: close it")
          : i18n.t("Access review, {undecided} of {total} undecided", {
              undecided: formatNumber(undecided),
              total: formatNumber(total),
            })}
      </span>
      <Status tone={isLate ? "refused" : "waiting"} icon="clock">
        {isLate ? i18n.t("overdue since") : i18n.t("due")} <Day on={dueOn} />
      </Status>
    </li>
  );
}
