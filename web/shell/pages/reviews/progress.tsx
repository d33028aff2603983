import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { formatNumber } from "#kit";
import type { Review } from "./data.ts";
import "./reviews.css";

export function Progress({ review }: { review: Review }): ReactNode {
  const { total, undecided } = review;
  const said = i18n.t("{done} of {total}", {
    done: formatNumber(total - undecided),
    total: formatNumber(total),
  });
  return (
    <span className="s-progress">
      <progress max={total} value={total - undecided} aria-label={i18n.t("Decided")} />
      <span className="k-number">{said}</span>
    </span>
  );
}
