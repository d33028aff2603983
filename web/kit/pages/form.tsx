import { i18n } from "@lingui/core";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Problem } from "../display/problem.tsx";
import { Conflict, type Latest } from "./conflict.tsx";
import { dropDraft, keepDraft, readDraft } from "./draft.ts";
import { FormInput, type FormField, type FormValues } from "./form-fields.tsx";
import { useSaving } from "./saving.ts";

export type FormProps<Result> = {
  fields: readonly FormField[];
  initial: FormValues;
  /** The verb on the button. */
  verb: string;
  /** Plain where another form of the page is the main one. */
  tone?: "primary" | "danger" | "plain";
  /** The version on which the person typed; sent along, so that nobody overwrites what they have not seen. */
  version?: number;
  save: (values: FormValues, version: number) => Promise<Result>;
  onSaved: (result: Result) => void;
  onCancel?: () => void;
  /** Where typed text is kept until it is saved. */
  draft?: string;
  /** Asked after a conflict, to show what the other person changed. */
  latest?: () => Promise<Latest>;
};

export function Form<Result>(props: FormProps<Result>): ReactNode {
  const { fields, verb, tone = "primary", draft, onCancel } = props;
  // What stood here when the person began; a refetch in the background must not change what they are comparing with.
  const [initial] = useState(props.initial);
  const [kept] = useState(() => (draft ? readDraft(draft) : undefined));
  const [isRestored, setRestored] = useState(kept !== undefined);
  const element = useRef<HTMLFormElement>(null);
  const { form, failure, conflict, resolve } = useSaving(props, { ...initial, ...kept });
  const submit = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    event?.stopPropagation();
    await form.handleSubmit();
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
    );
  };
  // A star says something only where it tells fields apart.
  const isMixed = fields.some(({ required, kind }) => !required && kind !== "check");
  const startOver = (): void => {
    if (draft) dropDraft(draft);
    form.reset(initial);
    setRestored(false);
  };
  return (
    <form ref={element} className="k-form" noValidate onSubmit={(event) => void submit(event)}>
      {isRestored && (
        <p className="k-note">
          {i18n.t("Your unsaved text from before is back.")}{" "}
          <Button tone="quiet" onPress={startOver}>
            {i18n.t("Start over")}
          </Button>
        </p>
      )}
      {conflict && (
        <Conflict
          fields={fields}
          seen={initial}
          latest={conflict}
          keepMine={() => {
            resolve("mine");
            void submit();
          }}
          takeTheirs={() => resolve("theirs")}
        />
      )}
      {fields.map((field) => (
        <form.Field key={field.name} name={field.name}>
          {(state) => (
            <FormInput
              field={isMixed ? field : { ...field, isMarked: false }}
              value={state.state.value ?? ""}
              error={state.state.meta.errors.find((error) => typeof error === "string")}
              onChange={(value) => {
                state.handleChange(value);
                if (draft) keepDraft(draft, fields, form.state.values);
              }}
            />
          )}
        </form.Field>
      ))}
      {failure !== undefined && <Problem error={failure} />}
      <div className="k-form-actions">
        <form.Subscribe selector={(state) => state.isSubmitting}>
          {(isSubmitting) => (
            <Button type="submit" tone={tone} isPending={isSubmitting}>
              {verb}
            </Button>
          )}
        </form.Subscribe>
        {onCancel && (
          <Button
            onPress={() => {
              if (draft) dropDraft(draft);
              onCancel();
            }}
          >
            {i18n.t("Cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
