import type { FormField, FormValues } from "./form-fields.tsx";

const prefix = "plumbline.draft.";
const keptForMs = 30 * 86_400_000;

let owner: string | undefined;

type Draft = { values: FormValues; seen: FormValues; at: number };

/** Drafts are private: each belongs to one person in one organisation, also where several people share a device. */
export function setDraftOwner(person: string | undefined, organization: string | undefined): void {
  owner = person && `${prefix}${person}.${organization ?? "none"}.`;
}

/** Typed text outlives a sign-out, a crash and a reload; passwords are never kept. `seen` is what stood there before. */
export function keepDraft(
  key: string,
  fields: readonly FormField[],
  values: FormValues,
  seen: FormValues,
): void {
  if (owner === undefined) return;
  const secrets = new Set(
    fields
      .filter((field) => field.kind === "text" && field.type === "password")
      .map(({ name }) => name),
  );
  const open = (all: FormValues): FormValues =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !secrets.has(name)));
  const draft: Draft = { values: open(values), seen: open(seen), at: Date.now() };
  try {
    localStorage.setItem(owner + key, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the draft, never the typing.
  }
}

export function readDraft(key: string): Draft | undefined {
  const text = owner === undefined ? null : localStorage.getItem(owner + key);
  if (text === null) return undefined;
  const draft = JSON.parse(text) as Draft;
  if (Date.now() - draft.at < keptForMs) return draft;
  dropDraft(key);
  return undefined;
}

export function dropDraft(key: string): void {
  if (owner !== undefined) localStorage.removeItem(owner + key);
}

/** When somebody signs out on purpose, nothing of theirs stays behind for the next person. */
export function dropAllDrafts(): void {
  const own = owner?.split(".").slice(0, 3).join(".");
  if (own === undefined) return;
  for (const key of Object.keys(localStorage))
    if (key.startsWith(`${own}.`)) localStorage.removeItem(key);
}
