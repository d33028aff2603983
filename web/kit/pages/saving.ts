import { useForm } from "@tanstack/react-form";
import { useRef, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import type { Latest } from "./conflict.tsx";
import { dropDraft } from "./draft.ts";
import type { FormProps } from "./form.tsx";
import { missing, type FormField, type FormValues } from "./form-fields.tsx";

type Faults = Record<string, string>;
type Outcome<Result> = { isSaved: true; result: Result } | { isSaved: false; faults: Faults };

/** Sends a form: faults beside their fields, a conflict as a question, anything else as one sentence above the button. */
export function useSaving<Result>(props: FormProps<Result>, defaultValues: FormValues) {
  const { fields, version = 0, save, onSaved, draft, latest } = props;
  const [failure, setFailure] = useState<unknown>();
  const [conflict, setConflict] = useState<Latest>();
  const base = useRef(version);

  const refuse = async (error: unknown): Promise<Faults> => {
    if (error instanceof ApiProblem && error.status === 409 && latest) {
      setConflict(await latest());
      return {};
    }
    const faults = besideFields(error, fields);
    if (Object.keys(faults).length === 0) setFailure(error);
    return faults;
  };
  const attempt = async (values: FormValues): Promise<Outcome<Result>> => {
    setFailure(undefined);
    const before = missing(fields, values);
    if (Object.keys(before).length > 0) return { isSaved: false, faults: before };
    try {
      return { isSaved: true, result: await save(values, base.current) };
    } catch (error) {
      return { isSaved: false, faults: await refuse(error) };
    }
  };

  const form = useForm({
    defaultValues,
    canSubmitWhenInvalid: true,
    onSubmit: async ({ value, formApi }) => {
      const outcome = await attempt(value);
      for (const { name } of fields) {
        const fault = outcome.isSaved ? undefined : outcome.faults[name];
        formApi.setFieldMeta(name, (meta) => ({
          ...meta,
          errorMap: fault ? { onSubmit: fault } : {},
        }));
      }
      if (!outcome.isSaved) return;
      if (draft) dropDraft(draft);
      onSaved(outcome.result);
    },
  });

  const resolve = (side: "mine" | "theirs"): void => {
    if (!conflict) return;
    base.current = conflict.version;
    if (side === "theirs") form.reset(conflict.values);
    setConflict(undefined);
  };
  return { form, failure, conflict, resolve };
}

/** The server's faults by field; if one of them has no field here, the whole answer is shown as a sentence. */
function besideFields(error: unknown, fields: readonly FormField[]): Faults {
  if (!(error instanceof ApiProblem)) return {};
  const names = new Set(fields.map(({ name }) => name));
  const faults = error.fields.map(
    ({ path, message }) => [path.split(".")[0] ?? path, message] as const,
  );
  return faults.every(([name]) => names.has(name)) ? Object.fromEntries(faults) : {};
}
