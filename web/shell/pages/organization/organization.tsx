import { i18n } from "@lingui/core";
import { useEffect, type ReactNode } from "react";
import { Day, Facts, PageFrame, Problem, Raw, Section, Skeleton, useMay, useUrlState } from "#kit";
import { BannerForm } from "./banner-form.tsx";
import { useChoices, useOrganization, type Organization } from "./data.ts";
import { Logo } from "./logo.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { useWayBack } from "../setup/way-back.ts";
import "./organization.css";

export function OrganizationPage(): ReactNode {
  const { data, error, refetch } = useOrganization();
  const mayChange = useMay("access.organization.write");
  const back = useWayBack(undefined);
  const choices = useChoices(mayChange);
  // A part can be brought into sight only once what stands above it has its height.
  useArrival(data !== undefined && choices.data !== undefined);
  return (
    <PageFrame title={i18n.t("Organisation")} width="form" {...(back ? { back } : {})}>
      {!data ? (
        error ? (
          <Problem error={error} retry={() => void refetch()} />
        ) : (
          <Skeleton />
        )
      ) : !mayChange ? (
        <Shown organization={data} />
      ) : !choices.data ? (
        choices.error ? (
          <Problem error={choices.error} retry={() => void choices.refetch()} />
        ) : (
          <Skeleton />
        )
      ) : (
        <>
          <div id="organization-region" className="o-part">
            <Section title={i18n.t("Name and region")}>
              <SettingsForm key={data.version} organization={data} choices={choices.data} />
            </Section>
          </div>
          <div id="organization-logo" className="o-part">
            <Section title={i18n.t("Logo")}>
              <Logo logo={data.logo} />
            </Section>
          </div>
          <div id="organization-banner" className="o-part">
            <Section title={i18n.t("Banner")}>
              <BannerForm key={data.banner.version} banner={data.banner} />
            </Section>
          </div>
        </>
      )}
    </PageFrame>
  );
}

/** The address may name a part of the page, which is then in sight. */
function useArrival(isShown: boolean): void {
  const [{ part }] = useUrlState();
  useEffect(() => {
    if (isShown && part) document.getElementById(`organization-${part}`)?.scrollIntoView();
  }, [isShown, part]);
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
