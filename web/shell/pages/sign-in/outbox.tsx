import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Link, Empty, PageFrame, Problem, Raw, Skeleton, useResource, When } from "#kit";
import "./sign-in.css";

type Mail = { id: string; to: string; subject: string; text: string; at: string };

/** The demo sends nothing out: its messages can be read here, and their links followed. */
export function OutboxPage(): ReactNode {
  const outbox = useResource<{ items: Mail[] }>("/demo/outbox");
  return (
    <div className="s-outbox">
      <PageFrame
        title={i18n.t("Demo mailbox")}
        width="form"
        back={{ to: "/sign-in", label: i18n.t("Sign in") }}
      >
        <p className="k-soft">
          {i18n.t(
            "The demo sends no real mail. What it would have sent stands here, newest first.",
          )}
        </p>
        {outbox.error && <Problem error={outbox.error} retry={() => void outbox.refetch()} />}
        {!outbox.data && !outbox.error && <Skeleton />}
        {outbox.data?.items.length === 0 && (
          <Empty icon="mail" title={i18n.t("No messages yet")}>
            {i18n.t("Invite a person, or ask for a new password, and the message appears here.")}
          </Empty>
        )}
        <ul className="k-stack">
          {outbox.data?.items.map((mail) => (
            <li key={mail.id} className="s-card s-mail">
              <div className="k-row-between">
                <h2>
                  <Raw>{mail.subject}</Raw>
                </h2>
                <span className="k-soft">
                  <When at={mail.at} />
                </span>
              </div>
              <p className="k-soft">
                {i18n.t("To")} <Raw>{mail.to}</Raw>
              </p>
              <p className="k-prose" translate="no">
                <WithLinks text={mail.text} />
              </p>
            </li>
          ))}
        </ul>
      </PageFrame>
    </div>
  );
}

/** Our own links open here, whatever host name the mail was written for. */
function WithLinks({ text }: { text: string }): ReactNode {
  return text.split(/(https?:\/\/\S+)/).map((part, index) => {
    const path = /^https?:\/\/[^/]+(\/link\/[\w-]+)/.exec(part)?.[1];
    return path ? (
      <Link key={index} to={path}>
        {part}
      </Link>
    ) : (
      part
    );
  });
}
