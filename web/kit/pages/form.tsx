import { i18n } from "@lingui/core";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Problem } from "../display/problem.tsx";
import { Conflict, type Latest } from "./conflict.tsx";
import { dropDraft, keepDraft, readDraft } from "./draft.ts";
import { FormInput, type FormField, type FormValues } from "./form-fields.tsx";
import { Leaving } from "./leaving.tsx";
import { merge } from "./merge.ts";
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
  /** Asks before the person leaves the page with something typed. */
  guards?: boolean;
};

export function Form<Result>(props: FormProps<Result>): ReactNode {
  const { fields, verb, tone = "primary", draft, onCancel, guards = false } = props;
  const [{ initial, restored, ...beginning }] = useState(() => begin(props));
  const [isRestored, setRestored] = useState(restored);
  const isTouched = useRef(restored);
  const element = useRef<HTMLFormElement>(null);
  const { form, failure, conflict, resolve, hasSaved, seen } = useSaving(props, beginning);
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
    resolve([]);
    isTouched.current = false;
    setRestored(false);
  };
  return (
    <form ref={element} className="k-form" noValidate onSubmit={(event) => void submit(event)}>
      {guards && <Leaving isUnsaved={() => isTouched.current && !hasSaved.current} />}
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
          meeting={conflict}
          keepMine={() => {
            resolve([]);
            void submit();
          }}
          takeTheirs={resolve}
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
                isTouched.current = true;
                if (draft) keepDraft(draft, fields, form.state.values, seen.current);
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
              isTouched.current = false;
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

/** What the form begins with: the text kept from before, over what stands there now. */
function begin<Result>({ initial, version = 0, draft }: FormProps<Result>) {
  const kept = draft ? readDraft(draft) : undefined;
  if (!kept)
    return { initial, restored: false, values: initial, seen: initial, conflict: undefined };
  const { values, colliding } = merge(kept.seen, { ...initial, ...kept.values }, initial);
  const meeting = { taken: [], colliding, before: kept.seen, latest: { values: initial, version } };
  return {
    ...{ initial, restored: true, values, seen: initial },
    conflict: colliding.length > 0 ? meeting : undefined,
  };
}
