import { i18n } from "@lingui/core";
import type { Sentence } from "#core/records";

/** A declaration's text in the reader's language; the declarations' own texts are in the catalogue. */
export function say(text: string, slots: Readonly<Record<string, string>> = {}): string {
  return i18n._(text, { ...slots });
}

/** A label of what not every type has; without one there is nothing to label. */
export function sayLabel(label: string | null): string {
  return label === null ? "" : say(label);
}

/** A refusal's blanks are labels, and labels are texts of the catalogue too. */
export function saySentence({ says, slots = {} }: Sentence): string {
  const said = Object.entries(slots).map(([name, slot]) => [
    name,
    slot
      .split(", ")
      .map((text) => say(text))
      .join(", "),
  ]);
  return say(says, Object.fromEntries(said) as Record<string, string>);
}
