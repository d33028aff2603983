import { useForm } from "@tanstack/react-form";
import { useRef, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import type { Meeting } from "./conflict.tsx";
import { dropDraft } from "./draft.ts";
import type { FormProps } from "./form.tsx";
import { missing, type FormField, type FormValues } from "./form-fields.tsx";
import { merge } from "./merge.ts";

type Faults = Record<string, string>;
type Outcome<Result> = { isSaved: true; result: Result } | { isSaved: false; faults: Faults };
type Beginning = { values: FormValues; seen: FormValues; conflict: Meeting | undefined };

/** Sends a form: faults beside their fields, a conflict merged or asked, anything else as one sentence above the button. */
export function useSaving<Result>(props: FormProps<Result>, beginning: Beginning) {
  const { fields, version = 0, save, onSaved, draft, latest } = props;
  const [failure, setFailure] = useState<unknown>();
  const [conflict, setConflict] = useState(beginning.conflict);
  // Read by the guard in the very moment in which the page is left.
  const hasSaved = useRef(false);
  const base = useRef(version);
  const seen = useRef(beginning.seen);

  const meet = async (): Promise<boolean> => {
    const newest = await latest?.();
    if (!newest || newest.version === base.current) return false;
    const { taken, colliding } = merge(seen.current, form.state.values, newest.values);
    for (const name of taken) form.setFieldValue(name, newest.values[name] ?? "");
    setConflict({ taken, colliding, before: seen.current, latest: newest });
    base.current = newest.version;
    seen.current = newest.values;
    return true;
  };
  const refuse = async (error: unknown): Promise<Faults> => {
    if (error instanceof ApiProblem && error.status === 409 && (await meet())) return {};
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
    defaultValues: beginning.values,
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
      hasSaved.current = true;
      onSaved(outcome.result);
    },
  });

  /** Theirs replaces mine in these fields; without any, mine stands. */
  const resolve = (theirs: readonly string[]): void => {
    if (!conflict) return;
    for (const name of theirs) form.setFieldValue(name, conflict.latest.values[name] ?? "");
    const colliding = conflict.colliding.filter((name) => !theirs.includes(name));
    const isOver = theirs.length === 0 || colliding.length === 0;
    setConflict(isOver ? undefined : { ...conflict, colliding });
  };
  return { form, failure, conflict, resolve, hasSaved, seen };
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
