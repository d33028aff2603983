import { i18n } from "@lingui/core";
import { useNavigate } from "@tanstack/react-router";
import {
  api,
  dropAllDrafts,
  showSaved,
  sentence,
  useGo,
  useSession,
  useSessionChange,
  type Session,
} from "#kit";

export function useSignOut(): () => void {
  const change = useSessionChange();
  const navigate = useNavigate();
  return () => {
    void api.post("/auth/sign-out").then(async () => {
      dropAllDrafts();
      // The page goes first: what stands in the frame needs the session.
      await navigate({ to: "/sign-in" });
      change(null);
    }, reportFailure);
  };
}

export function useOrganizationSwitch(): (organizationId: string) => void {
  const current = useSession().organization?.id;
  const change = useSessionChange();
  const go = useGo();
  return (organizationId) => {
    if (organizationId === current) return;
    void api.post<Session>("/auth/organization", { organizationId }).then((session) => {
      change(session);
      go("/");
      showSaved(i18n.t("You are now in {name}", { name: session.organization?.name ?? "" }));
    }, reportFailure);
  };
}

function reportFailure(error: unknown): void {
  showSaved(sentence(error));
}
