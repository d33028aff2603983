import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { Button, Chip, Empty, List, PageFrame, Raw, useList, useMay } from "#kit";
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
          <Button
            tone="primary"
            icon="plus"
            onPress={() => setAction({ kind: "add", scope: root })}
          >
            {i18n.t("Add a scope")}
          </Button>
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
            cell: (scope) => <Chip>{<Raw>{scope.kind}</Raw>}</Chip>,
          },
          ...(mayChange
            ? [
                {
                  key: "actions",
                  header: i18n.t("Actions"),
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
    <span className={`s-tree s-tree-${Math.min(scope.depth, 6)}`}>
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
  return (
    <span className="k-row s-scope-actions">
      <Button tone="quiet" icon="plus" iconOnly onPress={() => act({ kind: "add", scope })}>
        {i18n.t("Add a scope below {name}", { name: scope.name })}
      </Button>
      <Button tone="quiet" icon="edit" iconOnly onPress={() => act({ kind: "rename", scope })}>
        {i18n.t("Rename {name}", { name: scope.name })}
      </Button>
      {scope.parentId && (
        <Button tone="quiet" icon="move" iconOnly onPress={() => act({ kind: "move", scope })}>
          {i18n.t("Move {name}", { name: scope.name })}
        </Button>
      )}
    </span>
  );
}
