import { z } from "zod";
import { type Field, isEmpty, type RecordType } from "#core/records";
import { instant, uuid } from "#core/identity";
import { richTextShape } from "./rich-text.ts";

const day = z.iso
  .date("Enter a date, such as 2026-11-20.")
  .refine((typed) => !typed.startsWith("0000"), "Enter a year from 1 on.");

const moment = z.iso
  .datetime({ offset: true, error: "Enter a date and time with its zone." })
  .refine((typed) => !typed.startsWith("0000"), "Enter a year from 1 on.");

const personId = uuid.toLowerCase();

const oneLine = /^\P{Cc}*$/u;
const someLines = /^[\P{Cc}\t\r\n]*$/u;

/** What may be sent for a field; null empties it where it may be empty. */
export const inputOf = (field: Field): z.ZodType => {
  const shape = valueOf(field).describe([field.label, field.help].filter(Boolean).join(". "));
  return field.required ? shape : shape.nullable();
};

const valueOf = (field: Field): z.ZodType => {
  switch (field.kind) {
    case "text":
    case "longText":
      return textOf(field);
    case "richText":
      return filled(richTextShape(field.max ?? 0), field);
    case "choice":
      return oneOf(field);
    case "choices":
      return choicesOf(field);
    case "number":
      return bounded(z.int("Enter a whole number."), field);
    case "decimal":
      return decimalOf(field);
    case "money":
      return z.strictObject({
        minor: z.int("Send the amount in the currency's smallest unit."),
        currency: z.string().regex(/^[A-Z]{3}$/, "Use a currency's three letters, such as EUR."),
      });
    case "date":
      return day;
    case "instant":
      return moment;
    case "yesNo":
      return z.boolean();
    case "person":
      return personId;
    case "table":
      return filled(
        z
          .array(z.strictObject(shapesOf(field.columns ?? {})))
          .max(field.max ?? 0, `Use at most ${field.max ?? 0} rows.`),
        field,
      );
  }
};

const shapesOf = (fields: Readonly<Record<string, Field>>): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, inputOf(field)]));

const textOf = (field: Field): z.ZodType => {
  const most = field.max ?? 0;
  const typed = z
    .string()
    .trim()
    .max(most, `Use at most ${most.toLocaleString("en")} characters.`)
    .regex(
      field.kind === "text" ? oneLine : someLines,
      field.kind === "text" ? "Write it in one line." : "Leave out control characters.",
    );
  return field.required
    ? typed.min(1, `Enter ${aName(field.label)}.`)
    : typed.transform((value) => (value === "" ? null : value));
};

const oneOf = (field: Field) =>
  z.enum(Object.keys(field.options ?? {}), { error: `Choose ${aName(field.label)}.` });

/** Kept in the declared order and each once: the same choices are the same value. */
const choicesOf = (field: Field): z.ZodType => {
  const declared = Object.keys(field.options ?? {});
  const chosen = z
    .array(oneOf(field))
    .max(50, "Choose at most 50.")
    .transform((typed) => declared.filter((option) => typed.includes(option)));
  return filled(chosen, field);
};

const filled = (shape: z.ZodType, field: Field): z.ZodType =>
  field.required ? shape.refine((value) => !isEmpty(value), `Enter ${aName(field.label)}.`) : shape;

const bounded = (shape: z.ZodInt, { least, most }: Field): z.ZodType => {
  const above = least === undefined ? shape : shape.min(least, `Enter ${least} or more.`);
  return most === undefined ? above : above.max(most, `Enter ${most} or less.`);
};

/** What a number of JavaScript still holds exactly, in units of the last digit. */
const EXACT_DIGITS = 15;

const decimalOf = ({ digits = 0, least, most }: Field): z.ZodType =>
  z
    .string()
    .regex(
      new RegExp(`^-?\\d{1,${EXACT_DIGITS - digits}}(\\.\\d{1,${digits}})?$`),
      `Enter a number with at most ${digits} digits behind the point.`,
    )
    .refine((typed) => least === undefined || Number(typed) >= least, `Enter ${least} or more.`)
    .refine((typed) => most === undefined || Number(typed) <= most, `Enter ${most} or less.`);

const aName = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

/** What a field is answered as; absent for whoever may not see it. */
const answerOf = (field: Field): z.ZodType =>
  (field.kind === "text" || field.kind === "longText"
    ? z.string()
    : field.kind === "choices"
      ? z.array(z.string())
      : field.kind === "choice"
        ? z.string()
        : field.kind === "instant"
          ? instant
          : field.kind === "richText" || field.kind === "table"
            ? z.unknown()
            : valueOf(field)
  )
    .nullable()
    .optional();

/** The answer of a list's row and the beginning of a record's page. */
export const itemShape = (type: RecordType) =>
  z.strictObject({
    id: uuid,
    number: z.string().nullable(),
    title: z.string(),
    state: z.string(),
    definition: z.int(),
    waitsFor: z.string().nullable(),
    scopeId: uuid,
    scopeName: z.string().nullable(),
    authorId: uuid.nullable(),
    authorName: z.string().nullable(),
    ownerId: uuid.nullable(),
    ownerName: z.string().nullable(),
    parentId: uuid.nullable(),
    dueOn: z.string().nullable(),
    occurredAt: instant.nullable(),
    effectiveOn: z.string().nullable(),
    submittedAt: instant.nullable(),
    closedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
    updatedName: z.string().nullable(),
    version: z.int(),
    ...Object.fromEntries(
      Object.entries(type.fields).flatMap(([name, field]) => [
        [name, answerOf(field)],
        ...(field.kind === "person" ? [[`${name}Name`, z.string().nullable().optional()]] : []),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(type.computed).map(([name]) => [name, z.number().nullable()]),
    ),
  });

export const reasonShape = z
  .string()
  .trim()
  .min(3, "Say why, in a few words.")
  .max(1_000, "Use at most 1,000 characters.");

/** What every type takes beside its own fields, as far as it declares it. */
export const commonShapes = (
  type: RecordType,
  when: "create" | "edit",
): Readonly<Record<string, z.ZodType>> => {
  const title = z
    .string()
    .trim()
    .min(1, "Enter a title.")
    .max(200, "Use at most 200 characters.")
    .regex(oneLine, "Write the title in one line.");
  return {
    title: when === "create" ? title : title.optional(),
    ...(type.owner === null
      ? {}
      : { ownerId: personId.nullable().optional().describe(type.owner) }),
    ...(type.due === null ? {} : { dueOn: day.nullable().optional().describe(type.due) }),
    ...(type.occurred === null
      ? {}
      : {
          occurredAt: moment.nullable().optional().describe(type.occurred),
        }),
  };
};
