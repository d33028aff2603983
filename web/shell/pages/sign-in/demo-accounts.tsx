import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, Icon, Problem, Raw } from "#kit";
import type { DemoAccount } from "./use-demo-accounts.ts";
import { asksForCode, useSignIn, type Credentials } from "./use-sign-in.ts";

/** The demo's people by organisation; one click signs in as one of them. */
export function DemoAccounts({
  accounts,
  askCode,
}: {
  accounts: readonly DemoAccount[];
  askCode: (credentials: Credentials) => void;
}): ReactNode {
  const { ask, enter } = useSignIn();
  const signIn = useMutation({
    mutationFn: (account: DemoAccount) => ask(credentialsOf(account)),
    onSuccess: enter,
    onError: (error, account) => {
      if (asksForCode(error)) askCode(credentialsOf(account));
    },
  });
  return (
    <section className="s-demo" aria-labelledby="demo-title">
      <div className="k-stack-tight">
        <h2 id="demo-title" className="s-demo-title">
          {i18n.t("Look around the demo")}
        </h2>
        <p className="k-soft">
          {i18n.t("Choose a person: one click signs you in as them.")}{" "}
          <Link to="/outbox">{i18n.t("Read the mail the demo sent")}</Link>
        </p>
      </div>
      {signIn.error && !asksForCode(signIn.error) && <Problem error={signIn.error} />}
      <div className="s-demo-groups">
        {byOrganization(accounts).map(([name, people]) => (
          <div key={name} className="s-demo-group">
            <h3>
              <Raw>{name}</Raw>
            </h3>
            <ul>
              {people.map((account) => (
                <li key={account.username + account.organization.id}>
                  <button
                    type="button"
                    className="s-demo-person"
                    disabled={signIn.isPending}
                    onClick={() => signIn.mutate(account)}
                  >
                    <span className="s-demo-name" translate="no">
                      {account.printedName}
                    </span>
                    <span className="s-demo-role" translate="no">
                      {account.roles.join(", ")}
                    </span>
                    {account.title && (
                      <span className="k-soft s-demo-job" translate="no">
                        {account.title}
                      </span>
                    )}
                    <Icon name="right" />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function credentialsOf({ username, password, organization }: DemoAccount): Credentials {
  return { username, password, organization: organization.id };
}

function byOrganization(accounts: readonly DemoAccount[]): [string, DemoAccount[]][] {
  return [...Map.groupBy(accounts, ({ organization }) => organization.name)];
}
