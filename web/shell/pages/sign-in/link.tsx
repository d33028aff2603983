import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  api,
  ApiProblem,
  Form,
  LinkButton,
  PageFrame,
  Problem,
  Skeleton,
  useGo,
  usePathParameter,
  type FormField,
} from "#kit";
import "./sign-in.css";

type Kind = "invitation" | "reset" | "unlock" | "second_factor" | "recovery";
type LinkContent = {
  kind: Kind;
  username: string;
  printedName: string | null;
  organization: string | null;
  needsPassword: boolean;
};

/** Where the links in our mails lead: choose a password, or open a locked account. */
export function LinkPage(): ReactNode {
  const token = usePathParameter("token");
  const link = useQuery({
    queryKey: ["/auth/links", token],
    queryFn: () => api.post<LinkContent>("/auth/links/inspect", { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="s-sign-in">
      <div className="s-card">
        <PageFrame title={titleOf(link.data?.kind)} width="form">
          {link.error && (
            <>
              <Problem error={explained(link.error)} />
              <div className="k-row">
                <LinkButton to="/forgotten" tone="primary">
                  {i18n.t("Ask for a new link")}
                </LinkButton>
                <LinkButton to="/sign-in">{i18n.t("Sign in")}</LinkButton>
              </div>
            </>
          )}
          {link.data ? (
            <UseLink token={token} content={link.data} />
          ) : link.error ? null : (
            <Skeleton lines={3} />
          )}
        </PageFrame>
      </div>
    </div>
  );
}

/** A token cut short by a mail program is refused as malformed; to the person it is a link that does not work. */
function explained(error: Error): Error {
  if (!(error instanceof ApiProblem) || error.status !== 400) return error;
  const detail = i18n.t(
    "This link is not complete. Copy all of it from the message, or ask for a new one.",
  );
  return new ApiProblem({ status: error.status, code: error.code, detail });
}

function UseLink({ token, content }: { token: string; content: LinkContent }): ReactNode {
  const go = useGo();
  return (
    <>
      <p className="k-soft">{sentenceFor(content)}</p>
      <Form
        fields={fieldsFor(content)}
        initial={{ password: "" }}
        verb={verbFor(content)}
        save={({ password }) =>
          api.post("/auth/links/use", content.needsPassword ? { token, password } : { token })
        }
        onSaved={() => go("/sign-in?used=yes")}
      />
    </>
  );
}

function verbFor({ kind }: LinkContent): string {
  if (kind === "unlock") return i18n.t("Open my account");
  return kind === "second_factor" ? i18n.t("Remove my second factor") : i18n.t("Set the password");
}

function fieldsFor({ kind, needsPassword }: LinkContent): FormField[] {
  if (!needsPassword) return [];
  if (kind === "second_factor")
    return [
      {
        kind: "text",
        name: "password",
        type: "password",
        label: i18n.t("Current password"),
        required: true,
        autoComplete: "current-password",
        autoFocus: true,
      },
    ];
  return [
    {
      kind: "text",
      name: "password",
      type: "password",
      label: i18n.t("New password"),
      help: i18n.t(
        "12 characters or more. A few unrelated words are easy to remember and hard to guess.",
      ),
      required: true,
      autoComplete: "new-password",
      autoFocus: true,
    },
  ];
}

function titleOf(kind: Kind | undefined): string {
  if (kind === "invitation") return i18n.t("Welcome");
  if (kind === "reset") return i18n.t("Choose a new password");
  if (kind === "unlock") return i18n.t("Open your account");
  if (kind === "second_factor") return i18n.t("Remove your second factor");
  if (kind === "recovery") return i18n.t("Begin again with your account");
  return i18n.t("Link from a message");
}

function sentenceFor({ kind, username, organization }: LinkContent): string {
  if (kind === "invitation") {
    return i18n.t(
      "{organization} has invited you. Your user name is {username}. Choose a password to begin.",
      {
        organization: organization ?? "Plumbline",
        username,
      },
    );
  }
  if (kind === "reset")
    return i18n.t("For the account {username}. All its other sessions end.", { username });
  if (kind === "second_factor")
    return i18n.t(
      "Confirm with your current password that signing in as {username} asks for no code any more. Set up a new second factor afterwards in your profile.",
      { username },
    );
  if (kind === "recovery")
    return i18n.t(
      "For the account {username}: choose a new password. The second factor is removed, and everything else that was signed in ends.",
      { username },
    );
  return i18n.t(
    "The account {username} was locked after too many failed sign-ins. You can open it now.",
    { username },
  );
}
