import type { FormField, FormValues } from "./form-fields.tsx";

const prefix = "plumbline.draft.";

/** Typed text outlives a session that ends in the middle of it; passwords are never kept. */
export function keepDraft(key: string, fields: readonly FormField[], values: FormValues): void {
  const secrets = new Set(
    fields
      .filter((field) => field.kind === "text" && field.type === "password")
      .map(({ name }) => name),
  );
  const kept = Object.entries(values).filter(([name]) => !secrets.has(name));
  sessionStorage.setItem(prefix + key, JSON.stringify(Object.fromEntries(kept)));
}

export function readDraft(key: string): FormValues | undefined {
  const text = sessionStorage.getItem(prefix + key);
  return text === null ? undefined : (JSON.parse(text) as FormValues);
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(prefix + key);
}

/** When somebody signs out on purpose, nothing of theirs stays behind for the next person. */
export function dropAllDrafts(): void {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
