import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  Button,
  Chip,
  Empty,
  Icon,
  LinkButton,
  List,
  Menu,
  PageFrame,
  Raw,
  useList,
  useMay,
  type MenuAction,
} from "#kit";
import { ScopeDialog, type Scope, type ScopeAction } from "./scope-dialog.tsx";
import "../pages.css";

export function ScopesPage(): ReactNode {
  const list = useList<Scope>("/scopes");
  const [action, setAction] = useState<ScopeAction>();
  const root = list.items?.[0];
  const mayChange = useMay("access.scope.write");
  return (
    <PageFrame
      title={i18n.t("Scopes")}
      actions={
        mayChange &&
        root && (
          <>
            <LinkButton to="/scopes/departments">{i18n.t("Add departments")}</LinkButton>
            <Button
              tone="primary"
              icon="plus"
              onPress={() => setAction({ kind: "add", scope: root })}
            >
              {i18n.t("Add a scope")}
            </Button>
          </>
        )
      }
    >
      <p className="k-soft k-lead">
        {i18n.t(
          "Scopes divide the organisation: sites, departments, buildings, clients. A role given in a scope holds in everything below it.",
        )}
      </p>
      <List
        list={list}
        keyOf={(scope) => scope.id}
        columns={[
          { key: "name", header: i18n.t("Name"), cell: (scope) => <TreeName scope={scope} /> },
          {
            key: "kind",
            header: i18n.t("Kind"),
            cell: (scope) => (
              <span className={`s-kind s-tree-${treeDepth(scope)}`}>
                <Chip>
                  <Raw>{scope.kind}</Raw>
                </Chip>
              </span>
            ),
          },
          ...(mayChange
            ? [
                {
                  key: "actions",
                  header: i18n.t("Actions"),
                  isActions: true,
                  cell: (scope: Scope) => <ScopeActions scope={scope} act={setAction} />,
                },
              ]
            : []),
        ]}
        empty={<Empty icon="scope" title={i18n.t("No scopes are visible to you")} />}
      />
      {action && (
        <ScopeDialog
          key={action.kind + action.scope.id}
          action={action}
          scopes={list.items ?? []}
          close={() => setAction(undefined)}
        />
      )}
    </PageFrame>
  );
}

function TreeName({ scope }: { scope: Scope }): ReactNode {
  return (
    <span className={`s-tree s-tree-${treeDepth(scope)}`}>
      <span className="k-hidden">{i18n.t("Level {level}:", { level: scope.depth + 1 })} </span>
      <Raw>{scope.name}</Raw>
    </span>
  );
}

function ScopeActions({
  scope,
  act,
}: {
  scope: Scope;
  act: (action: ScopeAction) => void;
}): ReactNode {
  const actions: MenuAction[] = [
    {
      key: "add",
      label: i18n.t("Add a scope below"),
      icon: "plus",
      onAction: () => act({ kind: "add", scope }),
    },
    {
      key: "rename",
      label: i18n.t("Rename"),
      icon: "edit",
      onAction: () => act({ kind: "rename", scope }),
    },
  ];
  const move: MenuAction = {
    key: "move",
    label: i18n.t("Move"),
    icon: "move",
    onAction: () => act({ kind: "move", scope }),
  };
  return (
    <Menu
      label={i18n.t("Change {name}", { name: scope.name })}
      className="k-button k-button-quiet k-button-icon"
      trigger={<Icon name="more" />}
      groups={[{ key: "scope", actions: scope.parentId ? [...actions, move] : actions }]}
    />
  );
}

function treeDepth({ depth }: Scope): number {
  return Math.min(depth, 6);
}
