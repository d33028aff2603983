import { i18n } from "@lingui/core";
import { lazy, Suspense, type ReactNode } from "react";
import {
  Button,
  DownloadButton,
  Empty,
  EntrySentence,
  formatNumber,
  ListPage,
  readable,
  Raw,
  Skeleton,
  typeWord,
  useList,
  useMay,
  useResource,
  useUrlState,
  When,
  type Column,
  type Filter,
} from "#kit";
import { EntryPreview } from "./entry-parts.tsx";
import { CheckpointDialog } from "./checkpoint.tsx";
import { isTechnical, showAction, type Action, type Checkpoint, type LogItem } from "./data.ts";

// The verifier is for the few who ask for it.
const VerifyHere = lazy(async () => ({ default: (await import("./verify.tsx")).VerifyHere }));

export function LogPage(): ReactNode {
  const [{ search, personId, type, recordId, action, from, until, checkpoint, verify }, change] =
    useUrlState();
  const list = useList<LogItem>("/log", { search, personId, type, recordId, action, from, until });
  const sealed = useResource<Checkpoint>("/log/checkpoint");
  const mayExport = useMay("log.entry.export");
  return (
    <ListPage
      title={i18n.t("Log")}
      actions={
        <>
          <Button icon="copy" onPress={() => change({ checkpoint: "show" })}>
            {i18n.t("Checkpoint")}
          </Button>
          {mayExport && (
            <Button icon="check" onPress={() => change({ verify: "show" })}>
              {i18n.t("Verify here")}
            </Button>
          )}
          {mayExport && (
            <DownloadButton href="/api/v1/log/export">{i18n.t("Export")}</DownloadButton>
          )}
        </>
      }
      above={
        <>
          <p className="k-soft k-lead">
            {i18n.t(
              "Every change and every sign-in, with who it was and when. Nobody can alter it.",
            )}{" "}
            {sealed.data && (
              <>
                {i18n.t("{size} entries are sealed, the last", {
                  size: formatNumber(sealed.data.size),
                })}{" "}
                <When at={sealed.data.at} />.
              </>
            )}
          </p>
          {verify && mayExport && (
            <Suspense fallback={<Skeleton />}>
              <VerifyHere size={sealed.data?.size} close={() => change({ verify: undefined })} />
            </Suspense>
          )}
          {checkpoint && (
            <CheckpointDialog
              checkpoint={sealed.data}
              error={sealed.error}
              close={() => change({ checkpoint: undefined })}
            />
          )}
        </>
      }
      list={list}
      columns={columns()}
      keyOf={(entry) => String(entry.n)}
      linkTo={(entry) => `/log/${entry.n}`}
      search={i18n.t("Search the log")}
      filters={useFilters(list.items ?? [])}
      preview={(entry) => <EntryPreview n={entry.n} />}
      empty={
        <Empty icon="log" title={i18n.t("Nothing has happened yet")}>
          {i18n.t("The first change in this organisation writes the first entry.")}
        </Empty>
      }
    />
  );
}

function useFilters(shown: readonly LogItem[]): Filter[] {
  const [{ personId, type, recordId }] = useUrlState();
  const people = new Map(
    shown.flatMap((entry) =>
      entry.personId ? [[entry.personId, entry.personName ?? entry.personId]] : [],
    ),
  );
  const types = new Set([...shown.map((entry) => entry.type), ...(type ? [type] : [])]);
  if (personId && !people.has(personId)) people.set(personId, personId);
  const actions: Action[] = ["insert", "update", "delete", "fact"];
  return [
    {
      kind: "choice",
      name: "personId",
      label: i18n.t("Person"),
      any: i18n.t("Everybody"),
      options: [...people].map(([key, label]) => ({ key, label, raw: true })),
    },
    {
      kind: "choice",
      name: "action",
      label: i18n.t("What happened"),
      any: i18n.t("Everything"),
      options: actions.map((key) => ({ key, label: showAction(key).word })),
    },
    {
      kind: "choice",
      name: "type",
      label: i18n.t("To what"),
      any: i18n.t("Anything"),
      options: [...types].map((key) => ({
        key,
        label: typeWord(key) ?? readable(key),
        raw: typeWord(key) === undefined,
      })),
    },
    ...(recordId
      ? [
          {
            kind: "choice" as const,
            name: "recordId",
            label: i18n.t("Record"),
            any: i18n.t("Every record"),
            options: [{ key: recordId, label: i18n.t("Only this one") }],
          },
        ]
      : []),
    { kind: "date", name: "from", label: i18n.t("From") },
    { kind: "date", name: "until", label: i18n.t("Until") },
  ];
}

function columns(): Column<LogItem>[] {
  return [
    {
      key: "what",
      header: i18n.t("What happened"),
      cell: (entry) => (
        <span className="s-told">
          <EntrySentence entry={entry} />
          <ChangedFields entry={entry} />
        </span>
      ),
    },
    { key: "at", header: i18n.t("When"), cell: (entry) => <When at={entry.at} exact /> },
    {
      key: "n",
      header: i18n.t("No."),
      isNumber: true,
      cell: (entry) => <Raw>{formatNumber(entry.n)}</Raw>,
    },
  ];
}

function ChangedFields({ entry }: { entry: LogItem }): ReactNode {
  const fields = entry.fields.filter((field) => !isTechnical(field));
  if (entry.action !== "update" || fields.length === 0) return null;
  return (
    <span className="k-soft s-told-fields"> ({<Raw>{fields.map(readable).join(", ")}</Raw>})</span>
  );
}
