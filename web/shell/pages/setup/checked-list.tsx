import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Empty, formatNumber, Raw, Section, Status } from "#kit";
import type { Column, Fault, PersonRow } from "./people-csv.ts";

/** Every line as it was read, the ones to correct first said in a sentence. */
export function CheckedList({
  rows,
  faults,
  children,
}: {
  rows: readonly PersonRow[];
  faults: readonly Fault[];
  children: ReactNode;
}): ReactNode {
  const byLine = Map.groupBy(faults, ({ line }) => line);
  const elsewhere = faults.filter(({ line }) => !rows.some((row) => row.line === line));
  if (rows.length === 0 && faults.length === 0)
    return (
      <Empty icon="people" title={i18n.t("Nobody is in this list")}>
        {i18n.t("Begin with the template: the names of the columns, then one person a line.")}
      </Empty>
    );
  return (
    <Section title={i18n.t("What was read")}>
      <div className="k-row-between" role="status">
        <Verdict people={rows.length} lines={byLine.size} />
        {children}
      </div>
      {elsewhere.map(({ line, message }) => (
        <p key={line + message} className="k-problem">
          <span>
            {i18n.t("Line {line}:", { line })} {message}
          </span>
        </p>
      ))}
      {rows.length > 0 && (
        <div className="u-scroll">
          <table className="k-table u-people" role="table">
            <thead role="rowgroup">
              <tr role="row">
                {[
                  i18n.t("Line"),
                  i18n.t("Printed name"),
                  i18n.t("User name"),
                  i18n.t("Email"),
                  i18n.t("Roles"),
                  i18n.t("State"),
                ].map((header) => (
                  <th key={header} role="columnheader" scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map((row) => (
                <Line key={row.line} row={row} faults={byLine.get(row.line) ?? []} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Verdict({ people, lines }: { people: number; lines: number }): ReactNode {
  return lines === 0 ? (
    <Status tone="force">
      {i18n.t("Ready to import: {people}", { people: formatNumber(people) })}
    </Status>
  ) : (
    <Status tone="risk">
      {i18n.t("Lines to correct: {lines} of {people}", {
        lines: formatNumber(lines),
        people: formatNumber(Math.max(people, lines)),
      })}
    </Status>
  );
}

function Line({ row, faults }: { row: PersonRow; faults: readonly Fault[] }): ReactNode {
  return (
    <tr role="row" className={faults.length > 0 ? "u-faulty" : ""}>
      <td role="cell" className="k-number k-soft">
        <Raw>{row.line}</Raw>
      </td>
      {(["printedName", "username", "email", "roles"] as const).map((column) => (
        <td key={column} role="cell">
          <Raw>{[row[column]].flat().join("; ").slice(0, 200)}</Raw>
        </td>
      ))}
      <td role="cell">
        {faults.length === 0 ? (
          <Status tone="force">{i18n.t("Good")}</Status>
        ) : (
          <ul className="u-faults">
            {faults.map(({ column, message }) => (
              <li key={(column ?? "") + message}>
                {column && <strong>{columnWord(column)}: </strong>}
                <span translate="no">{message}</span>
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

function columnWord(column: Column): string {
  const words: Record<Column, string> = {
    username: i18n.t("User name"),
    email: i18n.t("Email"),
    printedName: i18n.t("Printed name"),
    title: i18n.t("Job title"),
    department: i18n.t("Department"),
    employeeNumber: i18n.t("Employee number"),
    language: i18n.t("Language"),
    roles: i18n.t("Roles"),
  };
  return words[column];
}
