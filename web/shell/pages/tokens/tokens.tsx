import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  Day,
  Empty,
  formatNumber,
  LinkButton,
  ListPage,
  Raw,
  Status,
  useList,
  useMay,
  useUrlState,
  When,
  type Column,
} from "#kit";
import { tokenState, usePermissionWords, type Token } from "./data.ts";
import { RevokeToken } from "./revoke-token.tsx";
import "./tokens.css";

/** A person's own: what they let programs do in their name. */
export function TokensPage(): ReactNode {
  const make = useMay("access.token.write") ? (
    <LinkButton to="/tokens/new" tone="primary" icon="plus">
      {i18n.t("Make a token")}
    </LinkButton>
  ) : null;
  return (
    <TokenList
      title={i18n.t("Your access tokens")}
      actions={make}
      whose="own"
      empty={
        <Empty icon="lock" title={i18n.t("No access tokens")} action={make}>
          {i18n.t(
            "A token lets a program work here in your name, with as much of your rights as you choose, until a day you choose.",
          )}
        </Empty>
      }
    />
  );
}

/** Everybody's, for whoever manages people. */
export function AllTokensPage(): ReactNode {
  return (
    <TokenList
      title={i18n.t("Access tokens")}
      whose="everybody"
      empty={
        <Empty icon="lock" title={i18n.t("No access tokens")}>
          {i18n.t("People make them in their profile; here you see all of them and revoke any.")}
        </Empty>
      }
    />
  );
}

type TokenListProps = {
  title: string;
  actions?: ReactNode;
  whose: "own" | "everybody";
  empty: ReactNode;
};

function TokenList({ title, actions, whose, empty }: TokenListProps): ReactNode {
  const [{ state = "active" }] = useUrlState();
  const isAll = whose === "everybody";
  const list = useList<Token>("/tokens", { state, ...(isAll ? { all: "true" } : {}) });
  const mayManage = useMay("access.person.write");
  const mayRevoke = useMay("access.token.write") && (!isAll || mayManage);
  const wordFor = usePermissionWords();
  const columns: Column<Token>[] = [
    { key: "name", header: i18n.t("Name"), cell: (token) => <Raw>{token.name}</Raw> },
    ...(isAll
      ? [
          {
            key: "person",
            header: i18n.t("Person"),
            cell: (token: Token) => <Raw>{token.person.printedName}</Raw>,
          },
        ]
      : []),
    {
      key: "permissions",
      header: i18n.t("May"),
      cell: (token) => <Permissions keys={token.permissions} wordFor={wordFor} />,
    },
    {
      key: "scopes",
      header: i18n.t("Where"),
      isExtra: true,
      cell: (token) => <Raw>{token.scopes.map(({ name }) => name).join(", ")}</Raw>,
    },
    { key: "endsOn", header: i18n.t("Last day"), cell: (token) => <Day on={token.endsOn} /> },
    {
      key: "used",
      header: i18n.t("Last used"),
      cell: (token) => (token.lastUsedAt ? <When at={token.lastUsedAt} /> : i18n.t("never")),
    },
    {
      key: "state",
      header: i18n.t("State"),
      cell: (token) => {
        const { tone, word } = tokenState(token);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    ...(mayRevoke
      ? [
          {
            key: "actions",
            header: i18n.t("Actions"),
            isActions: true,
            cell: (token: Token) => token.state === "active" && <RevokeToken token={token} />,
          },
        ]
      : []),
  ];
  return (
    <ListPage
      title={title}
      actions={actions}
      list={list}
      columns={columns}
      keyOf={(token) => token.id}
      views={{
        name: "state",
        options: [
          { key: "active", label: i18n.t("In force") },
          { key: "all", label: i18n.t("All") },
        ],
      }}
      empty={empty}
    />
  );
}

function Permissions({
  keys,
  wordFor,
}: {
  keys: readonly string[];
  wordFor: (key: string) => string;
}): ReactNode {
  const [only, ...more] = keys;
  if (only !== undefined && more.length === 0) return <Raw>{wordFor(only)}</Raw>;
  return (
    <details className="s-token-permissions">
      <summary>{i18n.t("{count} permissions", { count: formatNumber(keys.length) })}</summary>
      <ul>
        {keys.map((key) => (
          <li key={key}>
            <Raw>{wordFor(key)}</Raw>
          </li>
        ))}
      </ul>
    </details>
  );
}
