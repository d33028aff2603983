import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { type Field, type RecordType, snake } from "#core/records";
import { identifier } from "./identifier.ts";

type Filter = {
  readonly shape: z.ZodType;
  /** The condition for a value that has passed the shape. */
  readonly where: (value: never) => Statement;
};

const day = z.iso.date("Enter a date, such as 2026-11-20.");

/** Every filter of a type's list by the name that it has in the address. Only declared fields have one. */
export const filtersOf = (type: RecordType): Readonly<Record<string, Filter>> => ({
  scopeId: filter(uuid, (id: string) => statement`r.scope_id = ${id}`),
  state: filter(
    anyOf(Object.keys(type.states)),
    (states: string[]) => statement`r.state = any(${states}::text[])`,
  ),
  open: filter(truth, (open: boolean) =>
    open ? statement`r.closed_at is null` : statement`r.closed_at is not null`,
  ),
  ownerId: filter(uuid, (id: string) => statement`r.owner_id = ${id}`),
  authorId: filter(uuid, (id: string) => statement`r.author_id = ${id}`),
  parentId: filter(uuid, (id: string) => statement`r.parent_id = ${id}`),
  number: filter(z.string().max(80), (value: string) => statement`r.number = ${value}`),
  "dueOn.from": filter(day, (value: string) => statement`r.due_by >= ${value}::date`),
  "dueOn.to": filter(day, (value: string) => statement`r.due_by <= ${value}::date`),
  overdue: filter(truth, (is: boolean) =>
    is
      ? statement`r.closed_at is null and r.due_by < current_setting('plumb.today')::date`
      : statement`(r.closed_at is not null or r.due_by >= current_setting('plumb.today')::date)`,
  ),
  ...Object.assign({}, ...Object.entries(type.fields).map(([name, field]) => ofField(name, field))),
});

const filter = <V>(shape: z.ZodType<V>, where: (value: V) => Statement): Filter => ({
  shape,
  where,
});

const truth = z.enum(["true", "false"]).transform((typed) => typed === "true");

/** "high,low": any of them. */
const anyOf = (known: readonly string[]) =>
  z
    .string()
    .max(1_000)
    .transform((typed) => typed.split(","))
    .refine(
      (wanted) => wanted.every((one) => known.includes(one)),
      `Use one or more of ${known.join(", ")}, with commas between them.`,
    );

const ofField = (name: string, field: Field): Record<string, Filter> => {
  if (!field.filterable) return {};
  const column = statement`t.${identifier(snake(name))}`;
  const exactly = (shape: z.ZodType<string>, cast: Statement) => ({
    [name]: filter(shape, (value) => statement`${column} = ${value}${cast}`),
  });
  const between = (shape: z.ZodType<string>, cast: Statement) => ({
    [`${name}.from`]: filter(shape, (value) => statement`${column} >= ${value}${cast}`),
    [`${name}.to`]: filter(shape, (value) => statement`${column} <= ${value}${cast}`),
  });
  switch (field.kind) {
    case "choice":
      return {
        [name]: filter(
          anyOf(Object.keys(field.options ?? {})),
          (wanted: string[]) => statement`${column} = any(${wanted}::text[])`,
        ),
      };
    case "person":
      return exactly(uuid, statement`::uuid`);
    case "date":
      return between(day, statement`::date`);
    case "number":
      return between(
        z.string().regex(/^-?\d{1,15}$/, "Enter a whole number."),
        statement`::bigint`,
      );
    case "yesNo":
      return { [name]: filter(truth, (is: boolean) => statement`${column} = ${is}`) };
    case "text":
      return exactly(z.string().max(200), statement`::text`);
    case "longText":
    case "richText":
    case "choices":
    case "decimal":
    case "money":
    case "instant":
    case "table":
      return {};
  }
};
