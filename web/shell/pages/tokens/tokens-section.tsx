import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { LinkButton, Section, useMay } from "#kit";

/** In the profile: the way to one's own tokens, for whoever may have any. */
export function TokensSection(): ReactNode {
  if (!useMay("access.token.read")) return null;
  return (
    <Section title={i18n.t("Access tokens")}>
      <p className="k-soft">{i18n.t("They let programs work here in your name.")}</p>
      <p>
        <LinkButton to="/tokens" icon="lock">
          {i18n.t("Your access tokens")}
        </LinkButton>
      </p>
    </Section>
  );
}
