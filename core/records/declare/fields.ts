/** What a field holds; the column, the input, the answer and the form all follow from it. */
export type FieldKind =
  | "text"
  | "longText"
  | "richText"
  | "choice"
  | "choices"
  | "number"
  | "decimal"
  | "money"
  | "date"
  | "instant"
  | "yesNo"
  | "person"
  | "table";

type FieldOptions = {
  readonly help?: string;
  /** Asked when the record is made, and never empty afterwards. */
  readonly required?: true;
  /** Lists may be ordered by it. Needs an index (org, scope, field, id). */
  readonly sortable?: true;
  /** Lists may be narrowed by it. Needs an index (org, scope, field, id). */
  readonly filterable?: true;
  /** Says who somebody is: an erasure blanks it. Named again in the migration's `protect_table`. */
  readonly personal?: true;
  /** Logged as changed, without its value. Named again in the migration's `protect_table`. */
  readonly changedOnly?: true;
  /** Only who holds this permission of the type sees it; in these states, or in all of them. */
  readonly see?: { readonly may: string; readonly in?: readonly string[] };
};

export type Field = FieldOptions & {
  readonly kind: FieldKind;
  readonly label: string;
  /** Most characters of a text, most entries of a list. */
  readonly max?: number;
  readonly least?: number;
  readonly most?: number;
  /** Digits behind the decimal point. */
  readonly digits?: number;
  readonly options?: Readonly<Record<string, string>>;
  readonly columns?: Readonly<Record<string, Field>>;
};

export type Fields = Readonly<Record<string, Field>>;

const SHORT = 200;
const LONG = 10_000;
const MOST_ROWS = 200;

export const text = (
  label: string,
  { max = SHORT, ...options }: FieldOptions & { max?: number } = {},
): Field => ({ kind: "text", label, max, ...options });

/** Several lines, kept as they were typed. */
export const longText = (
  label: string,
  { max = LONG, ...options }: FieldOptions & { max?: number } = {},
): Field => ({ kind: "longText", label, max, ...options });

/** Paragraphs, headings, lists, emphasis and links: a tree of allowed nodes, never HTML. */
export const richText = (label: string, options: FieldOptions = {}): Field => ({
  kind: "richText",
  label,
  max: LONG,
  ...options,
});

/** One of a few words: `{ high: "High", low: "Low" }`. The key is stored, the word is shown. */
export const choice = (
  label: string,
  options: Readonly<Record<string, string>>,
  more: FieldOptions = {},
): Field => ({ kind: "choice", label, options, ...more });

export const choices = (
  label: string,
  options: Readonly<Record<string, string>>,
  more: FieldOptions = {},
): Field => ({ kind: "choices", label, options, ...more });

/** A whole number. */
export const number = (
  label: string,
  options: FieldOptions & { least?: number; most?: number } = {},
): Field => ({ kind: "number", label, ...options });

/** An exact number with a fixed count of digits; stored in units of its last digit. */
export const decimal = (
  label: string,
  { digits, ...options }: FieldOptions & { digits: number; least?: number; most?: number },
): Field => ({ kind: "decimal", label, digits, ...options });

/** An exact amount with its currency. */
export const money = (label: string, options: FieldOptions = {}): Field => ({
  kind: "money",
  label,
  ...options,
});

export const date = (label: string, options: FieldOptions = {}): Field => ({
  kind: "date",
  label,
  ...options,
});

export const instant = (label: string, options: FieldOptions = {}): Field => ({
  kind: "instant",
  label,
  ...options,
});

export const yesNo = (label: string, options: FieldOptions = {}): Field => ({
  kind: "yesNo",
  label,
  ...options,
});

/** Somebody of the organisation. */
export const person = (label: string, options: FieldOptions = {}): Field => ({
  kind: "person",
  label,
  ...options,
});

/** A few rows of plain fields that belong to the record alone; what has a life of its own is a child record. */
export const table = (label: string, columns: Fields, options: FieldOptions = {}): Field => ({
  kind: "table",
  label,
  columns,
  max: MOST_ROWS,
  ...options,
});
