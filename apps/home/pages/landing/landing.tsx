import { i18n } from "@lingui/core";
import { lazy, Suspense, type ReactNode } from "react";
import { PageFrame, Skeleton, useMay, useSession, WorkAtStart } from "#kit";
import { AuditorStart } from "./auditor.tsx";
import { MemberStart, NothingYet } from "./member.tsx";
import "../home.css";

// Dialogs and forms that few need weigh more than the rest of the first page.
const Administration = lazy(async () => ({
  default: (await import("./administration.tsx")).Administration,
}));

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
        {isAdministrator && (
          <Suspense fallback={<Skeleton />}>
            <Administration />
          </Suspense>
        )}
        {isAuditor && <AuditorStart />}
        {mayRead && <MemberStart isMain={!isAdministrator} />}
        {Object.keys(session.permissions).length === 0 && <NothingYet />}
      </div>
    </PageFrame>
  );
}
