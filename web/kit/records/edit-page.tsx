import { i18n } from "@lingui/core";
import { labelOf, openFields, type RecordType, type Registry, whyClosed } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useResource } from "../api/lists.ts";
import { useZone } from "../api/zone.ts";
import { Icon } from "../controls/icon.tsx";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { Form } from "../pages/form.tsx";
import type { FormField, FormValues } from "../pages/form-fields.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { isSame } from "../pages/merge.ts";
import { useGo, usePathParameter } from "../pages/url-state.ts";
import { formFieldOf, useChoices } from "./form-field.tsx";
import { say, saySentence } from "./say.ts";
import { dataOf, nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import { useFinish } from "./use-finish.ts";
import { usePerson } from "./use-person.ts";
import { bodyOf, inputName, valueIn } from "./values.ts";
import "./records.css";

type Props = { registry: Registry; type: RecordType };
type Shown = Props & { shown: RecordDetail; path: string };

export function EditRecordPage({ registry, type }: Props): ReactNode {
  const path = `${type.path}/${usePathParameter("id")}`;
  const record = useResource<RecordDetail>(path);
  return (
    <PageFrame
      title={i18n.t("Edit")}
      width="form"
      back={
        record.data
          ? { to: path, label: nameOf(record.data), isRaw: true }
          : { to: path, label: say(type.one) }
      }
    >
      {record.data ? (
        <Edit registry={registry} type={type} shown={record.data} path={path} />
      ) : record.error ? (
        <Problem error={record.error} retry={() => void record.refetch()} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function Edit(props: Shown): ReactNode {
  const { registry, type, path } = props;
  // The form stays with what the person began on; news of it is told above, and merged when they save.
  const [begun] = useState(props.shown);
  const person = usePerson(begun.scopeId);
  const names = openFields(registry, type, dataOf(type, begun), person).filter(
    (name) => name !== "links",
  );
  const isNewer = props.shown.version > begun.version;
  return (
    <>
      {isNewer && (
        <p className="k-note" role="status">
          <Raw>{props.shown.updatedName}</Raw>{" "}
          {i18n.t("has changed this while you edit. Go on: saving shows you what meets your text.")}
        </p>
      )}
      {names.length === 0 ? (
        <p className="k-soft">{i18n.t("Nothing of this is open to you at the moment.")}</p>
      ) : (
        <EditForm type={type} shown={begun} path={path} names={names} />
      )}
      <Closed {...props} shown={begun} names={names} />
    </>
  );
}

function EditForm({
  type,
  shown,
  path,
  names,
}: Omit<Shown, "registry"> & { names: readonly string[] }): ReactNode {
  const choices = useChoices(type);
  const zone = useZone();
  const finish = useFinish(type);
  const go = useGo();
  const asksWhy = shown.submittedAt !== null;
  const valuesOf = (of: RecordItem) => ({
    ...Object.fromEntries(names.map((name) => [inputName(name), valueIn(type, name, of, zone)])),
    ...(asksWhy ? { reason: "" } : {}),
  });
  // What was not touched is not sent: it may be somebody else's by now.
  const changedIn = (values: FormValues) =>
    names.filter((name) => !isSame(values[inputName(name)], valueIn(type, name, shown, zone)));
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
      guards
      save={(values, version) =>
        api.patch<RecordItem>(path, {
          version,
          ...bodyOf(type, values, changedIn(values), zone),
          ...(asksWhy ? { reason: values["reason"] } : {}),
        })
      }
      latest={async () => {
        const newest = await api.get<RecordDetail>(path);
        return { version: newest.version, values: valuesOf(newest), who: newest.updatedName };
      }}
      onSaved={finish}
      onCancel={() => go(path)}
    />
  );
}

/** What the form does not offer, and why. */
function Closed({ registry, type, shown, names }: Shown & { names: readonly string[] }): ReactNode {
  const person = usePerson(shown.scopeId);
  const data = dataOf(type, shown);
  const all = [
    "title",
    ...(type.owner === null ? [] : ["owner"]),
    ...(type.due === null ? [] : ["dueOn"]),
    ...Object.keys(type.fields),
  ];
  const closed = all.flatMap((name) => {
    const why = names.includes(name) ? null : whyClosed(registry, type, name, data, person);
    return why ? [{ name, why }] : [];
  });
  if (closed.length === 0) return null;
  return (
    <details className="k-closed">
      <summary>
        <Icon name="lock" />
        {i18n.t("Closed to you now: {count}", { count: closed.length })}
      </summary>
      <ul>
        {closed.map(({ name, why }) => (
          <li key={name}>
            <span className="k-strong">{say(labelOf(type, name))}</span>{" "}
            <span className="k-soft">{saySentence(why)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
