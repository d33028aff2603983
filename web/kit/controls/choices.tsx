import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select, SelectValue } from "react-aria-components/Select";
import { FieldNotes, LabelText, type FieldFrame } from "./fields.tsx";
import { Icon } from "./icon.tsx";

/** `raw` marks a label that comes from the data and is therefore never translated. */
export type Option = { key: string; label: string; depth?: number; raw?: boolean };

type Choice = FieldFrame & {
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
};

export function SelectInput({
  label,
  help,
  error,
  required,
  isMarked,
  options,
  value,
  onChange,
  placeholder,
  name,
}: Choice): ReactNode {
  const chosen = options.find((option) => option.key === value);
  return (
    <Select
      className="k-field"
      value={value || null}
      onChange={(key) => onChange(key === null ? "" : String(key))}
      isInvalid={error !== undefined}
      isRequired={required ?? false}
      validationBehavior="aria"
      {...(name ? { name } : {})}
    >
      <Label>
        <LabelText label={label} required={required} isMarked={isMarked} />
      </Label>
      <Button className="k-input k-select">
        <SelectValue className="k-select-value">
          {chosen ? (
            <OptionLabel option={chosen} />
          ) : (
            <span className="k-soft">{placeholder ?? "–"}</span>
          )}
        </SelectValue>
        <Icon name="down" />
      </Button>
      <FieldNotes help={help} error={error} />
      <Popover className="k-popover">
        <Options options={options} />
      </Popover>
    </Select>
  );
}

/** A choice among many: typing narrows it, here or, with `onSearch`, where the options come from. */
export function ComboInput({
  label,
  help,
  error,
  required,
  isMarked,
  options,
  value,
  onChange,
  placeholder = "",
  onSearch,
}: Choice & { onSearch?: (text: string) => void }): ReactNode {
  return (
    <ComboBox
      className="k-field"
      value={value || null}
      onChange={(key) => onChange(key === null ? "" : String(key))}
      isInvalid={error !== undefined}
      isRequired={required ?? false}
      validationBehavior="aria"
      menuTrigger="focus"
      {...(onSearch ? { onInputChange: onSearch, defaultFilter: () => true } : {})}
    >
      <Label>
        <LabelText label={label} required={required} isMarked={isMarked} />
      </Label>
      <div className="k-combo">
        <Input className="k-input" placeholder={placeholder} translate="no" />
        <Button className="k-combo-button" aria-label={i18n.t("Show the choices")}>
          <Icon name="down" />
        </Button>
      </div>
      <FieldNotes help={help} error={error} />
      <Popover className="k-popover">
        <Options options={options} />
      </Popover>
    </ComboBox>
  );
}

function Options({ options }: { options: readonly Option[] }): ReactNode {
  return (
    <ListBox className="k-menu" items={options.map((option) => ({ ...option, id: option.key }))}>
      {(option) => (
        <ListBoxItem
          className={`k-menu-item k-depth-${Math.min(option.depth ?? 0, 5)}`}
          textValue={option.label}
        >
          <OptionLabel option={option} />
        </ListBoxItem>
      )}
    </ListBox>
  );
}

function OptionLabel({ option }: { option: Option }): ReactNode {
  return option.raw ? <span translate="no">{option.label}</span> : <span>{option.label}</span>;
}
