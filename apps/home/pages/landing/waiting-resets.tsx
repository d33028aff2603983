import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Link, Status, useList, When } from "#kit";

type Reset = {
  id: string;
  person: { id: string; printedName: string | null };
  endsAt: string;
};

/** Resets of password and second factor that wait for a second administrator. */
export function WaitingResets(): ReactNode {
  const { items = [] } = useList<Reset>("/credential-resets", { limit: 5 });
  return items.map(({ id, person, endsAt }) => (
    <li key={id}>
      <Link to={`/people/${person.id}`} translate="no">
        {person.printedName}
      </Link>
      <span className="k-soft">{i18n.t("A reset waits for a second administrator")}</span>
      <Status tone="waiting">
        {i18n.t("ends")} <When at={endsAt} />
      </Status>
    </li>
  ));
}
