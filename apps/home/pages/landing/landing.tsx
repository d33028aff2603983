import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { PageFrame, useMay, useSession, WorkAtStart } from "#kit";
import { AdministratorStart } from "./administrator.tsx";
import { AuditorStart } from "./auditor.tsx";
import { MemberStart, NothingYet } from "./member.tsx";
import { SetupChecklist } from "./setup.tsx";
import "../home.css";

/** What the person came for, by what they may do; somebody with several roles sees all of it. */
export function LandingPage(): ReactNode {
  const session = useSession();
  const isAdministrator = useMay("access.person.write");
  const isAuditor = useMay("log.entry.export") && !isAdministrator;
  const mayRead = useMay("home.notice.read");
  const name = session.membership?.printedName ?? session.person.username;
  return (
    <PageFrame title={i18n.t("Hello, {name}", { name })} isRaw>
      <div className="k-stack h-start">
        <WorkAtStart />
        {isAdministrator && <SetupChecklist />}
        {isAdministrator && <AdministratorStart />}
        {isAuditor && <AuditorStart />}
        {mayRead && <MemberStart isMain={!isAdministrator} />}
        {Object.keys(session.permissions).length === 0 && <NothingYet />}
      </div>
    </PageFrame>
  );
}
