import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  DownloadButton,
  FileButton,
  formatNumber,
  LongTextInput,
  PageFrame,
  Problem,
  Section,
  showSaved,
  useGo,
  useRefresh,
} from "#kit";
import { CheckedList } from "./checked-list.tsx";
import { readPeople, template, type Column, type Fault, type PersonRow } from "./people-csv.ts";
import { readText } from "./read-text.ts";
import { useWayBack } from "./way-back.ts";
import "./setup.css";

type Answer = {
  people: number;
  imported: boolean;
  faults: { row: number; column: Column; message: string }[];
};

type Checked = { rows: PersonRow[]; faults: Fault[] };

/** Paste or choose a list, see every line with what is wrong in it, then import all of it or nothing. */
export function ImportPeoplePage(): ReactNode {
  const [text, setText] = useState("");
  const refresh = useRefresh();
  const go = useGo();
  const back = useWayBack({ to: "/people", label: i18n.t("People") });
  const check = useMutation({ mutationFn: checkList });
  const load = useMutation({
    mutationFn: (rows: readonly PersonRow[]) => api.post<Answer>("/people/import", { rows }),
    onSuccess: ({ people }) => {
      void refresh("/people", "/organization/setup", "/log", "/demo");
      go(back.to === "/" ? "/" : "/people?status=invited");
      showSaved(
        i18n.t("People imported: {count}. Their invitations are on the way.", {
          count: formatNumber(people),
        }),
      );
    },
  });
  const change = (next: string): void => {
    setText(next);
    check.reset();
    load.reset();
  };
  const choose = useMutation({
    mutationFn: readText,
    onSuccess: (read) => {
      change(read);
      check.mutate(read);
    },
  });
  const checked = check.data;
  const isReady = checked !== undefined && checked.rows.length > 0 && checked.faults.length === 0;
  return (
    <PageFrame title={i18n.t("Import people")} back={back}>
      <div className="u-import">
        <Section title={i18n.t("The list")}>
          <ListHelp />
          <div className="k-row">
            <FileButton
              accepts={[".csv", ".txt", "text/csv"]}
              onChosen={(file) => choose.mutate(file)}
            >
              {i18n.t("Choose a file")}
            </FileButton>
            <DownloadButton
              href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${template}`)}`}
              fileName="people.csv"
            >
              {i18n.t("Template")}
            </DownloadButton>
          </div>
          <LongTextInput
            label={i18n.t("Or paste it here")}
            value={text}
            onChange={change}
            rows={8}
          />
          {choose.error && <Problem error={choose.error} />}
          {check.error && <Problem error={check.error} />}
          <div className="k-form-actions">
            <Button
              tone={isReady ? "plain" : "primary"}
              isPending={check.isPending}
              isDisabled={text.trim() === ""}
              onPress={() => check.mutate(text)}
            >
              {i18n.t("Check the list")}
            </Button>
          </div>
        </Section>
        {checked && (
          <CheckedList {...checked}>
            {load.error && <Problem error={load.error} />}
            {isReady && (
              <Button
                tone="primary"
                isPending={load.isPending}
                onPress={() => load.mutate(checked.rows)}
              >
                {i18n.t("Import and invite everybody")}
              </Button>
            )}
          </CheckedList>
        )}
      </div>
    </PageFrame>
  );
}

function ListHelp(): ReactNode {
  return (
    <div className="k-stack-tight k-soft">
      <p>
        {i18n.t(
          "One person a line, with the names of the columns in the first line. Only user name, email and printed name are needed.",
        )}
      </p>
      <p>
        {i18n.t(
          "Roles stand by name with ; between them; Role@Department gives one in a department alone. All are imported or none, at most 1,000 at a time.",
        )}
      </p>
    </div>
  );
}

/** The file's own faults are said here; about every line that can be read at all the server is asked. */
async function checkList(text: string): Promise<Checked> {
  const { rows, faults } = readPeople(text);
  const broken = new Set(faults.map(({ line }) => line));
  const whole = rows.filter(({ line }) => !broken.has(line));
  if (whole.length === 0) return { rows, faults };
  const answer = await api.post<Answer>("/people/import", { rows: whole, dryRun: true });
  const told = answer.faults.map(({ row, column, message }) => ({
    line: whole[row]?.line ?? 0,
    column,
    message,
  }));
  return { rows, faults: [...faults, ...told] };
}
