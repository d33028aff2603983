import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { CheckGroup } from "../controls/check-group.tsx";
import { CheckInput, LongTextInput, TextInput } from "../controls/fields.tsx";
import { ComboInput, SelectInput, type Option } from "../controls/choices.tsx";

export type FormValue = string | boolean | string[];
export type FormValues = Record<string, FormValue>;

type Common = {
  name: string;
  label: string;
  help?: string;
  required?: boolean;
  autoFocus?: boolean;
  isMarked?: boolean;
};

/** A form is a list of these. `own` is the way out for what no general field can show. */
export type FormField = Common &
  (
    | { kind: "text"; type?: "text" | "email" | "password"; autoComplete?: string; max?: number }
    | { kind: "longText"; rows?: number; max?: number }
    | { kind: "date" | "dateTime" }
    | { kind: "choices"; options: readonly Option[] }
    | { kind: "select" | "combo"; options: readonly Option[]; placeholder?: string }
    | { kind: "check" }
    | {
        kind: "own";
        show: (field: OwnField) => ReactNode;
        /** The value in words, for whoever compares two. */
        written?: (value: FormValue) => string;
      }
  );

export type OwnField = {
  value: FormValue;
  onChange: (value: FormValue) => void;
  error: string | undefined;
};

type InputProps = {
  field: FormField;
  value: FormValue;
  onChange: (value: FormValue) => void;
  error: string | undefined;
};

export function FormInput({ field, value, onChange, error }: InputProps): ReactNode {
  const frame = {
    name: field.name,
    label: field.label,
    help: field.help,
    error,
    required: field.required,
    isMarked: field.isMarked,
  };
  const typed = { ...frame, value: String(value), onChange, autoFocus: field.autoFocus };
  switch (field.kind) {
    case "text":
      return (
        <TextInput
          {...typed}
          type={field.type}
          autoComplete={field.autoComplete ?? "off"}
          maxLength={field.max}
        />
      );
    case "longText":
      return <LongTextInput {...typed} rows={field.rows} maxLength={field.max} />;
    case "date":
      return <TextInput {...typed} type="date" />;
    case "dateTime":
      return <TextInput {...typed} type="datetime-local" />;
    case "choices":
      return (
        <CheckGroup
          {...frame}
          options={field.options}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case "select":
      return (
        <SelectInput {...frame} {...choiceOf(field)} value={String(value)} onChange={onChange} />
      );
    case "combo":
      return (
        <ComboInput {...frame} {...choiceOf(field)} value={String(value)} onChange={onChange} />
      );
    case "check":
      return <CheckInput {...frame} value={value === true} onChange={onChange} />;
    case "own":
      return field.show({ value, onChange, error });
  }
}

function choiceOf({ options, placeholder }: { options: readonly Option[]; placeholder?: string }) {
  return { options, placeholder };
}

/** What can be said before asking the server; everything else the server says beside the same fields. */
export function missing(fields: readonly FormField[], values: FormValues): Record<string, string> {
  return Object.fromEntries(
    fields
      .filter(({ name, required }) => required && isBlank(values[name]))
      .map(({ name }) => [name, i18n.t("Fill this in.")]),
  );
}

function isBlank(value: FormValue | undefined): boolean {
  return (
    value === undefined ||
    (typeof value === "string"
      ? value.trim() === ""
      : value === false || (Array.isArray(value) && value.length === 0))
  );
}
