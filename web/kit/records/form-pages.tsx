import { i18n } from "@lingui/core";
import { initialState, openFields, type RecordType, type Registry } from "#core/records";
import type { ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh, useResource } from "../api/lists.ts";
import { may, useSession } from "../api/session.ts";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { showSaved } from "../display/toast.tsx";
import { Form } from "../pages/form.tsx";
import type { FormField } from "../pages/form-fields.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { useGo, usePathParameter, useUrlState } from "../pages/url-state.ts";
import { bodyOf, formFieldOf, useChoices, valueIn } from "./form-field.tsx";
import { say } from "./say.ts";
import { dataOf, nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import { usePerson } from "./use-person.ts";

type Props = { registry: Registry; type: RecordType };
type Scope = { id: string; name: string; depth: number };

/** Asks what a record needs to begin; the rest is filled in along its way. */
export function NewRecordPage({ registry, type }: Props): ReactNode {
  const [{ parentId = "" }] = useUrlState();
  const session = useSession();
  const above = registry.parentOf(type);
  const scopes = useResource<{ items: Scope[] }>(above ? undefined : "/scopes");
  const choices = useChoices(type);
  const finish = useFinish(type);
  const go = useGo();
  const open = new Set(Object.values(type.states[initialState(type)]?.edits ?? {}).flat());
  const names = [
    "title",
    ...Object.keys(type.fields).filter((name) => type.fields[name]?.required),
    ...(type.owner !== null && above ? ["owner"] : []),
    ...(type.due !== null && above ? ["dueOn"] : []),
    ...Object.keys(type.fields).filter(
      (name) => !type.fields[name]?.required && isAsked(type, name, open),
    ),
  ];
  const places = (scopes.data?.items ?? [])
    .filter(({ id }) => may(session, `${type.name}.${type.create}`, id))
    .map(({ id, name, depth }) => ({ key: id, label: name, depth, raw: true }));
  const scope: FormField = {
    ...{ kind: "combo", name: "scopeId", label: i18n.t("Scope"), required: true, options: places },
    help: i18n.t("Everybody with sight of this scope sees it."),
  };
  const back = above
    ? { to: `${above.parent.path}/${parentId}`, label: say(above.parent.one) }
    : { to: type.path, label: say(type.many) };
  return (
    <PageFrame title={i18n.t("New {type}", { type: say(type.one) })} width="form" back={back}>
      {above || places[0] ? (
        <Form
          fields={[
            ...names.map((name) => formFieldOf(type, name, choices)),
            ...(above ? [] : [scope]),
          ]}
          initial={{
            ...Object.fromEntries(names.map((name) => [inputName(name), valueIn(type, name, {})])),
            ...(above ? {} : { scopeId: places[0]?.key ?? "" }),
          }}
          verb={i18n.t("Save")}
          draft={`${type.path}/new`}
          save={(values) =>
            api.post<RecordItem>(type.path, {
              ...bodyOf(type, values, names),
              ...(above ? { parentId } : { scopeId: values["scopeId"] }),
            })
          }
          onSaved={finish}
          onCancel={() => go(back.to)}
        />
      ) : scopes.error ? (
        <Problem error={scopes.error} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

/** What somebody else fills in later is not asked of whoever begins. */
function isAsked(type: RecordType, name: string, open: ReadonlySet<string>): boolean {
  const first = type.states[initialState(type)]?.edits ?? {};
  return open.has(name) && (first[type.create]?.includes(name) ?? false);
}

const inputName = (name: string): string => (name === "owner" ? "ownerId" : name);

export function EditRecordPage({ registry, type }: Props): ReactNode {
  const path = `${type.path}/${usePathParameter("id")}`;
  const record = useResource<RecordDetail>(path);
  return (
    <PageFrame
      title={i18n.t("Edit")}
      width="form"
      back={{ to: path, label: record.data ? nameOf(record.data) : say(type.one) }}
    >
      {record.data ? (
        <EditForm registry={registry} type={type} shown={record.data} path={path} />
      ) : record.error ? (
        <Problem error={record.error} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function EditForm({
  registry,
  type,
  shown,
  path,
}: Props & { shown: RecordDetail; path: string }): ReactNode {
  const person = usePerson(shown.scopeId);
  const choices = useChoices(type);
  const finish = useFinish(type);
  const go = useGo();
  const names = openFields(registry, type, dataOf(type, shown), person).filter(
    (name) => name !== "links",
  );
  if (names.length === 0)
    return <p className="k-soft">{i18n.t("Nothing of this is open to you at the moment.")}</p>;
  const asksWhy = shown.submittedAt !== null;
  const valuesOf = (of: RecordItem) => ({
    ...Object.fromEntries(names.map((name) => [inputName(name), valueIn(type, name, of)])),
    ...(asksWhy ? { reason: "" } : {}),
  });
  const reason: FormField = {
    ...{ kind: "text", name: "reason", label: i18n.t("Reason for the change"), required: true },
    max: 1_000,
  };
  return (
    <Form
      fields={[
        ...names.map((name) => formFieldOf(type, name, choices)),
        ...(asksWhy ? [reason] : []),
      ]}
      initial={valuesOf(shown)}
      version={shown.version}
      verb={i18n.t("Save")}
      draft={path}
      save={(values, version) =>
        api.patch<RecordItem>(path, {
          version,
          ...bodyOf(type, values, names),
          ...(asksWhy ? { reason: values["reason"] } : {}),
        })
      }
      latest={async () => {
        const newest = await api.get<RecordDetail>(path);
        return { version: newest.version, values: valuesOf(newest) };
      }}
      onSaved={finish}
      onCancel={() => go(path)}
    />
  );
}

function useFinish(type: RecordType): (saved: RecordItem) => void {
  const refresh = useRefresh();
  const go = useGo();
  return ({ id }) => {
    void refresh(type.path, "/my-work", "/log");
    go(`${type.path}/${id}`);
    showSaved(i18n.t("Saved"));
  };
}
