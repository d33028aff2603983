import { i18n } from "@lingui/core";
import { initialState, type RecordType, type Registry } from "#core/records";
import type { ReactNode } from "react";
import { api } from "../api/client.ts";
import { useResource } from "../api/lists.ts";
import { may, useSession } from "../api/session.ts";
import { useZone } from "../api/zone.ts";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { Form } from "../pages/form.tsx";
import type { FormField } from "../pages/form-fields.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { useGo, useUrlState } from "../pages/url-state.ts";
import { formFieldOf, useChoices } from "./form-field.tsx";
import { say } from "./say.ts";
import { nameOf, type RecordItem } from "./types.ts";
import { useFinish } from "./use-finish.ts";
import { bodyOf, inputName, valueIn } from "./values.ts";

type Props = { registry: Registry; type: RecordType };
type Scope = { id: string; name: string; depth: number };

/** Asks what a record needs to begin; the rest is filled in along its way. */
export function NewRecordPage({ registry, type }: Props): ReactNode {
  const [{ parentId = "" }] = useUrlState();
  const above = registry.parentOf(type)?.parent;
  const parent = useResource<RecordItem>(
    above && parentId ? `${above.path}/${parentId}` : undefined,
  );
  const back = above
    ? {
        to: `${above.path}/${parentId}`,
        label: parent.data ? nameOf(parent.data) : say(above.one),
        isRaw: parent.data !== undefined,
      }
    : { to: type.path, label: say(type.many) };
  return (
    <PageFrame title={i18n.t("New {type}", { type: say(type.one) })} width="form" back={back}>
      {above ? (
        <NewForm type={type} back={back.to} draft={parentId} own={{ parentId }} isChild />
      ) : (
        <NewSomewhere type={type} back={back.to} />
      )}
    </PageFrame>
  );
}

/** What has no parent lies in a scope, one of those where this person may make it. */
function NewSomewhere({ type, back }: { type: RecordType; back: string }): ReactNode {
  const session = useSession();
  const scopes = useResource<{ items: Scope[] }>("/scopes");
  if (!scopes.data) return scopes.error ? <Problem error={scopes.error} /> : <Skeleton />;
  const places = scopes.data.items
    .filter(({ id }) => may(session, `${type.name}.${type.create}`, id))
    .map(({ id, name, depth }) => ({ key: id, label: name, depth, raw: true }));
  const scope: FormField = {
    ...{ kind: "combo", name: "scopeId", label: i18n.t("Scope"), required: true, options: places },
    help: i18n.t("Everybody with sight of this scope sees it."),
  };
  return <NewForm type={type} back={back} draft="" scope={scope} first={places[0]?.key ?? ""} />;
}

function NewForm({
  type,
  back,
  draft,
  own,
  isChild = false,
  scope,
  first = "",
}: {
  type: RecordType;
  back: string;
  draft: string;
  own?: Record<string, string>;
  isChild?: boolean;
  scope?: FormField;
  first?: string;
}): ReactNode {
  const choices = useChoices(type);
  const zone = useZone();
  const finish = useFinish(type);
  const go = useGo();
  const names = askedOf(type, isChild);
  return (
    <Form
      fields={[...names.map((name) => formFieldOf(type, name, choices)), ...(scope ? [scope] : [])]}
      initial={{
        ...Object.fromEntries(
          names.map((name) => [inputName(name), valueIn(type, name, {}, zone)]),
        ),
        ...(scope ? { scopeId: first } : {}),
      }}
      verb={i18n.t("Save")}
      draft={`${type.path}/new/${draft}`}
      guards
      save={({ scopeId, ...values }) =>
        api.post<RecordItem>(type.path, {
          ...bodyOf(type, values, names, zone),
          ...own,
          ...(scope ? { scopeId } : {}),
        })
      }
      onSaved={finish}
      onCancel={() => go(back)}
    />
  );
}

/** The title, what is required, and what the first state leaves open to whoever makes it; others fill in theirs later. */
function askedOf(type: RecordType, isChild: boolean): readonly string[] {
  const edits = type.states[initialState(type)]?.edits ?? {};
  const open = new Set(edits[type.create]);
  return [
    "title",
    ...Object.keys(type.fields).filter((name) => type.fields[name]?.required || open.has(name)),
    ...(type.occurred === null ? [] : ["occurredAt"]),
    ...(type.owner !== null && (isChild || open.has("owner")) ? ["owner"] : []),
    ...(type.due !== null && (isChild || open.has("dueOn")) ? ["dueOn"] : []),
  ];
}
