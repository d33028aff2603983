import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import {
  api,
  Form,
  PageFrame,
  Problem,
  showSaved,
  Skeleton,
  today,
  useGo,
  usePathParameter,
  useRefresh,
  useResource,
  useZone,
  type FormField,
  type FormValues,
} from "#kit";
import { useScopeOptions, type Notice } from "./notice-data.ts";

export function NewNoticePage(): ReactNode {
  const scopes = useScopeOptions("home.notice.write");
  const zone = useZone();
  const saved = useSaved(i18n.t("Notice posted"));
  const fields = useFields();
  const cancel = useBack("/notices");
  const back = { to: "/notices", label: i18n.t("Notices") };
  const root = scopes[0];
  return (
    <PageFrame title={i18n.t("Post a notice")} width="form" back={back}>
      {root ? (
        <Form
          fields={fields}
          initial={{
            title: "",
            text: "",
            scopeId: root.key,
            fromOn: today(zone),
            untilOn: "",
            pinned: false,
          }}
          verb={i18n.t("Post the notice")}
          draft="notices/new"
          save={(values) => api.post<Notice>("/notices", body(values))}
          onSaved={saved}
          onCancel={cancel}
        />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

export function EditNoticePage(): ReactNode {
  const id = usePathParameter("id");
  const path = `/notices/${id}`;
  const notice = useResource<Notice>(path);
  const saved = useSaved(i18n.t("Notice saved"));
  // A notice stays in the scope it was posted in: who may read it never changes behind anybody's back.
  const fields = useFields().filter(({ name }) => name !== "scopeId");
  const cancel = useBack(path);
  const latest = async () => {
    const newest = await api.get<Notice>(path);
    return { version: newest.version, values: valuesOf(newest) };
  };
  return (
    <PageFrame
      title={i18n.t("Edit notice")}
      width="form"
      back={{ to: path, label: i18n.t("Notice") }}
    >
      {notice.data ? (
        <Form
          fields={fields}
          initial={valuesOf(notice.data)}
          version={notice.data.version}
          verb={i18n.t("Save")}
          draft={`notices/${id}`}
          save={(values, version) => api.patch<Notice>(path, { version, ...body(values) })}
          latest={latest}
          onSaved={saved}
          onCancel={cancel}
        />
      ) : notice.error ? (
        <Problem error={notice.error} />
      ) : (
        <Skeleton />
      )}
    </PageFrame>
  );
}

function useFields(): FormField[] {
  const scopes = useScopeOptions("home.notice.write");
  return [
    {
      kind: "text",
      name: "title",
      label: i18n.t("Title"),
      required: true,
      max: 200,
      autoFocus: true,
    },
    { kind: "longText", name: "text", label: i18n.t("Text"), required: true, rows: 8, max: 10_000 },
    {
      kind: "combo",
      name: "scopeId",
      label: i18n.t("Scope"),
      help: i18n.t("Everybody with sight of this scope reads it."),
      required: true,
      options: scopes,
    },
    { kind: "date", name: "fromOn", label: i18n.t("From"), required: true },
    {
      kind: "date",
      name: "untilOn",
      label: i18n.t("Until"),
      help: i18n.t("Leave it empty for a notice without an end."),
    },
    { kind: "check", name: "pinned", label: i18n.t("Pin it to the top of the board") },
  ];
}

function valuesOf({ title, text, fromOn, untilOn, pinned }: Notice): FormValues {
  return { title, text, fromOn, untilOn: untilOn ?? "", pinned };
}

function body(values: FormValues): object {
  return { ...values, untilOn: values["untilOn"] || null };
}

function useSaved(text: string): (notice: Notice) => void {
  const refresh = useRefresh();
  const go = useGo();
  return ({ id }) => {
    void refresh("/notices", "/log");
    go(`/notices/${id}`);
    showSaved(text);
  };
}

function useBack(to: string): () => void {
  const go = useGo();
  return () => go(to);
}
