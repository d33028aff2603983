import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { Label } from "react-aria-components/Label";
import type { Option } from "./choices.tsx";
import { FieldNotes, LabelText, type FieldFrame } from "./fields.tsx";
import { Icon } from "./icon.tsx";

type CheckGroupProps = FieldFrame & {
  options: readonly Option[];
  value: readonly string[];
  onChange: (value: string[]) => void;
};

/** Any of a few. */
export function CheckGroup(props: CheckGroupProps): ReactNode {
  const { label, help, error, required, isMarked, options, value, onChange } = props;
  return (
    <CheckboxGroup
      className="k-field k-check-group"
      value={[...value]}
      onChange={onChange}
      isInvalid={error !== undefined}
      isRequired={required ?? false}
      validationBehavior="aria"
    >
      <Label>
        <LabelText label={label} required={required} isMarked={isMarked} />
      </Label>
      {options.map((option) => (
        <Checkbox key={option.key} value={option.key} className="k-check">
          <span className="k-check-box">
            <Icon name="check" />
          </span>
          <span {...(option.raw ? { translate: "no" as const } : {})}>{option.label}</span>
        </Checkbox>
      ))}
      <FieldNotes help={help} error={error} />
    </CheckboxGroup>
  );
}
