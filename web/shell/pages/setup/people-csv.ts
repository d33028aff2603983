import { i18n } from "@lingui/core";
import { parseCsv, type CsvLine } from "./csv.ts";

export type Column =
  | "username"
  | "email"
  | "printedName"
  | "title"
  | "department"
  | "employeeNumber"
  | "language"
  | "roles";

export type PersonRow = { line: number; roles: string[] } & Partial<Record<Column, unknown>> &
  Record<"username" | "email" | "printedName", string>;

/** Without a column the fault is the whole line's. */
export type Fault = { line: number; column?: Column; message: string };

const required = ["username", "email", "printedName"] as const;
const most = 1_000;

/** The file's own names of the columns, and what else people call them. */
const spellings: Record<Column, readonly string[]> = {
  username: ["username", "login"],
  email: ["email", "emailaddress", "mail"],
  printedName: ["printedname", "fullname", "name"],
  title: ["title", "jobtitle"],
  department: ["department"],
  employeeNumber: ["employeenumber", "personnelnumber"],
  language: ["language"],
  roles: ["roles", "role"],
};

export const template = [
  "username,email,printed name,title,department,employee number,language,roles",
  'nora.lind,nora.lind@example.org,Nora Lind,Quality manager,Quality,1007,en,"Member; Auditor@Quality"',
  "",
].join("\r\n");

/** Reads the columns by their names; what the server cannot say of a line, as it never sees the file, is said here. */
export function readPeople(text: string): { rows: PersonRow[]; faults: Fault[] } {
  const { lines, unclosedAt } = parseCsv(text);
  const unclosed =
    unclosedAt === undefined
      ? []
      : [
          {
            line: unclosedAt,
            message: i18n.t(
              "A quotation mark opens here and is never closed. Close it or remove it.",
            ),
          },
        ];
  const [head, ...body] = lines;
  if (!head) return { rows: [], faults: unclosed };
  const { columns, faults } = readHead(head);
  if (faults.length > 0) return { rows: [], faults };
  if (body.length > most)
    return {
      rows: [],
      faults: [
        {
          line: body[most]?.line ?? 1,
          message: i18n.t(
            "At most 1,000 people can be imported at a time. Cut the list into parts.",
          ),
        },
      ],
    };
  const broken = body.flatMap((line) => brokenLine(line, columns.length));
  return { rows: body.map((line) => rowOf(line, columns)), faults: [...broken, ...unclosed] };
}

function readHead({ line, cells }: CsvLine): { columns: (Column | undefined)[]; faults: Fault[] } {
  const columns = cells.map(columnNamed);
  const faults: Fault[] = [];
  cells.forEach((cell, at) => {
    const column = columns[at];
    if (column === undefined && cell.trim() !== "")
      faults.push({
        line,
        message: i18n.t(
          "The column “{name}” is not known. Remove it, or name it as in the template.",
          {
            name: cell.trim().slice(0, 60),
          },
        ),
      });
    if (column !== undefined && columns.indexOf(column) !== at)
      faults.push({
        line,
        message: i18n.t("The column “{name}” is there twice. Remove one of the two.", {
          name: cell.trim(),
        }),
      });
  });
  const absent = required.filter((column) => !columns.includes(column));
  if (absent.length > 0)
    faults.push({
      line,
      message: i18n.t(
        "The first line must name the columns, and these are missing: {names}. Begin with the template.",
        { names: absent.map((column) => nameInFile[column]).join(", ") },
      ),
    });
  return { columns, faults };
}

const nameInFile = { username: "username", email: "email", printedName: "printed name" };

function columnNamed(cell: string): Column | undefined {
  const plain = cell.toLowerCase().replaceAll(/[\s_-]/g, "");
  return (Object.keys(spellings) as Column[]).find((column) => spellings[column].includes(plain));
}

// Tab and line ends are text; other control characters cannot be stored, nor half of a character.
const noText = /[\p{Cc}--[\t\n\r]]/v;

function brokenLine({ line, cells }: CsvLine, width: number): Fault[] {
  const faults: Fault[] = [];
  if (cells.length > width)
    faults.push({
      line,
      message: i18n.t(
        "This line has more values than there are columns. Put a value that holds a separator into quotation marks.",
      ),
    });
  if (cells.some((cell) => noText.test(cell) || !cell.isWellFormed()))
    faults.push({
      line,
      message: i18n.t("This line holds a character that is no text. Type the line anew."),
    });
  if (cells.some((cell) => cell.length > 1_000))
    faults.push({
      line,
      message: i18n.t("A value of this line is longer than 1,000 characters. Shorten it."),
    });
  return faults;
}

function rowOf({ line, cells }: CsvLine, columns: readonly (Column | undefined)[]): PersonRow {
  const values: Partial<Record<Column, string>> = {};
  columns.forEach((column, at) => {
    if (column !== undefined) values[column] = (cells[at] ?? "").trim();
  });
  const { username = "", email = "", printedName = "", roles = "", ...rest } = values;
  return {
    line,
    username,
    email,
    printedName,
    ...rest,
    roles: roles
      .split(";")
      .map((role) => role.trim())
      .filter((role) => role !== ""),
  };
}
