import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Icon } from "./icon.tsx";

export type FieldFrame = {
  label: string;
  name?: string | undefined;
  help?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  /** False where every field is required and a star would say nothing. */
  isMarked?: boolean | undefined;
};

type Typed = FieldFrame & {
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  type?: "text" | "email" | "password" | "date" | "datetime-local" | "search" | undefined;
  autoComplete?: string | undefined;
  autoFocus?: boolean | undefined;
  maxLength?: number | undefined;
};

/** One line of text; also passwords and days, which every browser shows in the person's own way. */
export function TextInput({ type = "text", ...props }: Typed): ReactNode {
  return (
    <Framed {...props} type={type}>
      <Input className="k-input" translate="no" />
    </Framed>
  );
}

export function LongTextInput({
  rows = 5,
  ...props
}: Typed & { rows?: number | undefined }): ReactNode {
  return (
    <Framed {...props}>
      <TextArea className="k-input k-textarea" rows={rows} translate="no" />
    </Framed>
  );
}

function Framed({
  label,
  help,
  error,
  required,
  isMarked,
  children,
  value,
  onChange,
  onBlur,
  ...rest
}: Typed & { children: ReactNode }): ReactNode {
  return (
    <TextField
      className="k-field"
      value={value}
      onChange={onChange}
      onBlur={() => onBlur?.()}
      isInvalid={error !== undefined}
      isRequired={required ?? false}
      validationBehavior="aria"
      {...present(rest)}
    >
      <Label>
        <LabelText label={label} required={required} isMarked={isMarked} />
      </Label>
      {children}
      <FieldNotes help={help} error={error} />
    </TextField>
  );
}

export function CheckInput({
  label,
  help,
  value,
  onChange,
}: Omit<FieldFrame, "label"> & {
  label: ReactNode;
  value: boolean;
  onChange: (value: boolean) => void;
}): ReactNode {
  return (
    <AriaCheckbox className="k-check" isSelected={value} onChange={onChange}>
      <span className="k-check-box">
        <Icon name="check" />
      </span>
      <span>
        {label}
        {help && <span className="k-help">{help}</span>}
      </span>
    </AriaCheckbox>
  );
}

export function LabelText({
  label,
  required,
  isMarked = true,
}: Pick<FieldFrame, "label" | "required" | "isMarked">): ReactNode {
  return (
    <>
      {label}
      {required && isMarked && <span aria-hidden="true"> *</span>}
    </>
  );
}

export function FieldNotes({ help, error }: Pick<FieldFrame, "help" | "error">): ReactNode {
  return (
    <>
      {help && (
        <Text slot="description" className="k-help">
          {help}
        </Text>
      )}
      {error !== undefined && (
        <Text slot="errorMessage" className="k-error" translate="no">
          <Icon name="alert" />
          {error}
        </Text>
      )}
    </>
  );
}

/** React Aria's types tell an absent property from an undefined one. */
function present<T extends object>(props: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
