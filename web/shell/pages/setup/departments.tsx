import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  ComboInput,
  formatNumber,
  LongTextInput,
  PageFrame,
  Problem,
  Section,
  showSaved,
  Skeleton,
  useGo,
  useRefresh,
} from "#kit";
import { useScopeOptions } from "../people/data.ts";
import { readIndented, type Indented, type LineFault } from "./indented-lines.ts";
import { useWayBack } from "./way-back.ts";
import "./setup.css";

type Answer = { added: number; known: number };

export function DepartmentsPage(): ReactNode {
  const scopes = useScopeOptions();
  const back = useWayBack({ to: "/scopes", label: i18n.t("Scopes") });
  return (
    <PageFrame title={i18n.t("Add departments")} width="form" back={back}>
      <p className="k-soft">
        {i18n.t(
          "Write or paste one department a line. Indent a line to put it below the one before. Departments that are there already stay as they are.",
        )}
      </p>
      {scopes[0] ? (
        <DepartmentLines scopes={scopes} root={scopes[0].key} to={back.to} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function DepartmentLines({
  scopes,
  root,
  to,
}: {
  scopes: ReturnType<typeof useScopeOptions>;
  root: string;
  to: string;
}): ReactNode {
  const [text, setText] = useState("");
  const [parentId, setParent] = useState(root);
  const refresh = useRefresh();
  const go = useGo();
  const { items, faults } = readIndented(text);
  const add = useMutation({
    mutationFn: () =>
      api.post<Answer>("/scopes/departments", {
        parentId: parentId || root,
        items: items.map(({ name, depth }) => ({ name, depth })),
      }),
    onSuccess: ({ added }) => {
      void refresh("/scopes", "/organization/setup", "/log");
      go(to);
      showSaved(i18n.t("Departments added: {count}", { count: formatNumber(added) }));
    },
  });
  return (
    <div className="k-stack">
      <LongTextInput
        label={i18n.t("Departments")}
        value={text}
        onChange={setText}
        rows={10}
        autoFocus
      />
      <ComboInput
        label={i18n.t("Below")}
        options={scopes}
        value={parentId}
        onChange={setParent}
        required
        isMarked={false}
      />
      {items.length > 0 && <Preview items={items} faults={faults} />}
      {add.error && <Problem error={add.error} />}
      <div className="k-form-actions">
        <Button
          tone="primary"
          isPending={add.isPending}
          isDisabled={items.length === 0 || faults.length > 0}
          onPress={() => add.mutate()}
        >
          {i18n.t("Add the departments")}
        </Button>
        <Button onPress={() => go(to)}>{i18n.t("Cancel")}</Button>
      </div>
    </div>
  );
}

function Preview({
  items,
  faults,
}: {
  items: readonly Indented[];
  faults: readonly LineFault[];
}): ReactNode {
  return (
    <Section title={i18n.t("So they will stand")}>
      <ul className="u-tree" aria-live="polite">
        {items.map(({ line, name, depth }) => (
          <li key={line} className={`u-tree-line u-depth-${Math.min(depth, 6)}`}>
            <span translate="no">{name}</span>
            {faults
              .filter((fault) => fault.line === line)
              .map(({ message }) => (
                <span key={message} className="k-error">
                  {i18n.t("Line {line}:", { line })} {message}
                </span>
              ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
