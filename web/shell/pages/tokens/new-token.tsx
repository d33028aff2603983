import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Form,
  PageFrame,
  Problem,
  Skeleton,
  today,
  useGo,
  useRefresh,
  useZone,
  type FormField,
} from "#kit";
import { useChoices, type Choices, type Token } from "./data.ts";
import { Secret } from "./secret.tsx";
import { PermissionChoice, ScopeChoice } from "./token-choices.tsx";

type Made = { secret: string; token: Token };

const USUAL_DAYS = 90;

export function NewTokenPage(): ReactNode {
  const choices = useChoices();
  const [made, setMade] = useState<Made>();
  const back = { to: "/tokens", label: i18n.t("Your access tokens") };
  return (
    <PageFrame
      title={made ? i18n.t("Your new token") : i18n.t("Make an access token")}
      width="form"
      back={back}
    >
      {made ? (
        <Secret secret={made.secret} token={made.token} />
      ) : choices.data ? (
        <TokenForm choices={choices.data} done={setMade} />
      ) : choices.error ? (
        <Problem error={choices.error} retry={() => void choices.refetch()} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function TokenForm({ choices, done }: { choices: Choices; done: (made: Made) => void }): ReactNode {
  const refresh = useRefresh();
  const go = useGo();
  const first = choices.scopes[0];
  return (
    <Form
      fields={fields(choices)}
      initial={{
        name: "",
        permissions: [],
        scopes: first ? [first.id] : [],
        endsOn: daysAfter(today(useZone()), USUAL_DAYS),
      }}
      verb={i18n.t("Make the token")}
      save={(values) => api.post<Made>("/tokens", values)}
      onSaved={(made) => {
        void refresh("/tokens", "/log");
        done(made);
      }}
      onCancel={() => go("/tokens")}
    />
  );
}

function fields(choices: Choices): FormField[] {
  return [
    {
      kind: "text",
      name: "name",
      label: i18n.t("Name"),
      help: i18n.t("What the token is for, so that you know later whether it is still needed."),
      required: true,
      max: 80,
      autoFocus: true,
    },
    {
      kind: "own",
      name: "permissions",
      label: i18n.t("What it may do"),
      required: true,
      show: (field) => <PermissionChoice choices={choices} field={field} />,
    },
    {
      kind: "own",
      name: "scopes",
      label: i18n.t("Where it applies"),
      required: true,
      show: (field) => <ScopeChoice choices={choices} field={field} />,
    },
    {
      kind: "date",
      name: "endsOn",
      label: i18n.t("Last day"),
      help: i18n.t("A year from now at the latest. It ends earlier when you lose your access."),
      required: true,
    },
  ];
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
