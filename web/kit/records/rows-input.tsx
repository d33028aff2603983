import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { FormInput, type FormField, type FormValue } from "../pages/form-fields.tsx";

type Row = Record<string, FormValue>;

type Props = {
  label: string;
  help: string | undefined;
  error: string | undefined;
  fields: readonly FormField[];
  max: number;
  /** Each row as JSON. */
  rows: readonly string[];
  onChange: (rows: string[]) => void;
};

/** A small table inside a form: a card for each row, so that it works on a phone as well. */
export function RowsInput({ label, help, error, fields, max, rows, onChange }: Props): ReactNode {
  const change = (index: number, name: string, value: FormValue): void =>
    onChange(
      rows.map((row, at) =>
        at === index ? JSON.stringify({ ...(JSON.parse(row) as Row), [name]: value }) : row,
      ),
    );
  return (
    <fieldset className="k-field k-rows">
      <legend>{label}</legend>
      {help && <p className="k-help">{help}</p>}
      {rows.map((row, index) => (
        <div key={index} className="k-rows-row" role="group" aria-label={`${label} ${index + 1}`}>
          {fields.map((field) => (
            <FormInput
              key={field.name}
              field={field}
              value={(JSON.parse(row) as Row)[field.name] ?? ""}
              error={undefined}
              onChange={(value) => change(index, field.name, value)}
            />
          ))}
          <Button
            tone="quiet"
            icon="trash"
            onPress={() => onChange(rows.filter((_, at) => at !== index))}
          >
            {i18n.t("Remove row {number}", { number: index + 1 })}
          </Button>
        </div>
      ))}
      {error !== undefined && (
        <p className="k-error" translate="no">
          <Icon name="alert" />
          {error}
        </p>
      )}
      {rows.length < max && (
        <Button icon="plus" onPress={() => onChange([...rows, "{}"])}>
          {i18n.t("Add a row")}
        </Button>
      )}
    </fieldset>
  );
}
