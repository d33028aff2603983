import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Day, Facts, PageFrame, Problem, Raw, Section, Skeleton, useMay } from "#kit";
import { BannerForm } from "./banner-form.tsx";
import { useOrganization, type Organization } from "./data.ts";
import { Logo } from "./logo.tsx";
import { SettingsForm } from "./settings-form.tsx";
import "./organization.css";

export function OrganizationPage(): ReactNode {
  const { data, error, refetch } = useOrganization();
  const mayChange = useMay("access.organization.write");
  return (
    <PageFrame title={i18n.t("Organisation")} width="form">
      {!data ? (
        error ? (
          <Problem error={error} retry={() => void refetch()} />
        ) : (
          <Skeleton />
        )
      ) : mayChange ? (
        <>
          <Section title={i18n.t("Name and region")}>
            <SettingsForm key={data.version} organization={data} />
          </Section>
          <Section title={i18n.t("Logo")}>
            <Logo logo={data.logo} />
          </Section>
          <Section title={i18n.t("Banner")}>
            <BannerForm key={data.banner.version} banner={data.banner} />
          </Section>
        </>
      ) : (
        <Shown organization={data} />
      )}
    </PageFrame>
  );
}

/** For whoever may look and not change. */
function Shown({ organization }: { organization: Organization }): ReactNode {
  const { name, language, zone, currency, banner } = organization;
  return (
    <Section title={i18n.t("Settings")}>
      <Facts
        facts={[
          { label: i18n.t("Name"), value: <Raw>{name}</Raw> },
          { label: i18n.t("Language"), value: <Raw>{language}</Raw> },
          { label: i18n.t("Time zone"), value: <Raw>{zone}</Raw> },
          { label: i18n.t("Currency"), value: <Raw>{currency}</Raw> },
          { label: i18n.t("Banner"), value: banner.text && <Raw>{banner.text}</Raw> },
          { label: i18n.t("Shown until"), value: banner.untilOn && <Day on={banner.untilOn} /> },
        ]}
      />
      <p className="k-soft">{i18n.t("An administrator of the organisation can change this.")}</p>
    </Section>
  );
}
