import { z } from "zod";
import { invitePerson } from "./people.ts";

const text = z.string().max(1_000, "Use at most 1,000 characters.");

/** As it stands in somebody's file: nothing is refused here that a sentence about its line can say better. */
export const rowShape = z.strictObject({
  line: z.int().min(1).optional().describe("Where the row stands in its file, for the sentences."),
  username: text,
  email: text,
  printedName: text,
  title: text.optional(),
  department: text.optional(),
  employeeNumber: text.optional(),
  language: text.optional(),
  roles: z
    .array(text)
    .max(50, "Give at most 50 roles.")
    .optional()
    .describe("By name, in the whole organisation or as Role@Scope."),
});
export type Row = z.output<typeof rowShape>;

const { username, email, printedName, title, department, employeeNumber, language } =
  invitePerson.input.shape;
const columns = { username, email, printedName, title, department, employeeNumber, language };
export type Column = keyof typeof columns | "roles";

export type ColumnFault = { readonly column: Column; readonly message: string };

export type Details = {
  readonly username: string;
  readonly email: string;
  readonly printedName: string;
  readonly title: string | null;
  readonly department: string | null;
  readonly employeeNumber: string | null;
  readonly language: string;
};

/** One line by itself, by the rules of a single invitation. An empty cell is an absent value. */
export const readRow = (row: Row): { details: Details | null; faults: readonly ColumnFault[] } => {
  const faults: ColumnFault[] = [];
  const read = <S extends z.ZodType>(column: Exclude<Column, "roles">, schema: S) => {
    const cell = row[column]?.trim() || undefined;
    if (cell !== undefined && isFormula(cell)) {
      faults.push({
        column,
        message: `“${cell[0]}” at the beginning makes a formula of this in a spreadsheet. Remove it.`,
      });
      return undefined;
    }
    const result = schema.safeParse(cell);
    if (result.success) return result.data;
    const message =
      cell === undefined ? "This is missing. Fill it in." : (result.error.issues[0]?.message ?? "");
    faults.push({ column, message });
    return undefined;
  };
  const details = {
    username: read("username", columns.username) ?? "",
    email: read("email", columns.email) ?? "",
    printedName: read("printedName", columns.printedName) ?? "",
    title: read("title", columns.title) ?? null,
    department: read("department", columns.department) ?? null,
    employeeNumber: read("employeeNumber", columns.employeeNumber) ?? null,
    language: read("language", columns.language) ?? "en",
  };
  return { details: faults.length === 0 ? details : null, faults };
};

// Names that begin so run as formulas when somebody opens an export of them in a spreadsheet.
const isFormula = (cell: string): boolean => /^[=+\-@]/.test(cell);
