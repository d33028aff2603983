import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Link,
  Icon,
  LinkButton,
  Problem,
  Section,
  Skeleton,
  Status,
  useResource,
  type IconName,
  type Tone,
} from "#kit";
import { Attention } from "./attention.tsx";

type Summary = {
  active: number;
  inactive: number;
  invited: number;
  locked: number;
  rolesEnding: number;
};
type Health = { dependencies: Record<string, string> };

/** Who needs attention, whether the system is well, and the usual next steps. */
export function AdministratorStart(): ReactNode {
  return (
    <div className="h-columns">
      <Section
        title={i18n.t("People")}
        actions={
          <LinkButton to="/people/invite" tone="primary" icon="plus">
            {i18n.t("Invite a person")}
          </LinkButton>
        }
      >
        <People />
      </Section>
      <Section title={i18n.t("System")}>
        <SystemHealth />
      </Section>
    </div>
  );
}

function People(): ReactNode {
  const { data, error, refetch } = useResource<Summary>("/people/summary");
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  return (
    <div className="k-stack">
      <ul className="h-figures">
        <Figure to="/people" icon="people" count={data.active} label={i18n.t("all active")} />
        <Figure
          to="/people?status=invited"
          icon="mail"
          count={data.invited}
          label={i18n.t("of these invited, not yet here")}
        />
        <Figure
          to="/people?status=locked"
          icon="lock"
          count={data.locked}
          label={i18n.t("of these locked")}
        />
        <Figure
          to="/people?status=inactive"
          icon="dash"
          count={data.inactive}
          label={i18n.t("deactivated")}
        />
      </ul>
      <Attention rolesEnding={data.rolesEnding} />
    </div>
  );
}

function Figure({
  to,
  icon,
  count,
  label,
}: {
  to: string;
  icon: IconName;
  count: number;
  label: string;
}): ReactNode {
  return (
    <li>
      <Link to={to} className="h-figure">
        <span className="h-figure-count" translate="no">
          {count}
        </span>
        <span className="h-figure-label">
          <Icon name={icon} />
          {label}
        </span>
      </Link>
    </li>
  );
}

function SystemHealth(): ReactNode {
  const { data, error, refetch } = useResource<Health>("/system/health");
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  const parts: [string, string][] = [
    ["database", i18n.t("Database")],
    ["queue", i18n.t("Jobs")],
    ["log", i18n.t("Log")],
    ["email", i18n.t("Mail")],
  ];
  return (
    <ul className="k-lines">
      {parts.map(([key, label]) => {
        const { tone, word } = wordFor(data.dependencies[key]);
        return (
          <li key={key}>
            <span>{label}</span>
            <Status tone={tone}>{word}</Status>
          </li>
        );
      })}
    </ul>
  );
}

function wordFor(status: string | undefined): { tone: Tone; word: string } {
  if (status === undefined || status === "not configured")
    return { tone: "neutral", word: i18n.t("Not set up") };
  const isWell = status === "connected" || status === "running" || status === "configured";
  return isWell
    ? { tone: "force", word: i18n.t("Working") }
    : { tone: "risk", word: i18n.t("Needs attention") };
}
