/** A sentence with its blanks, so that each side can say it in its reader's language. */
export type Sentence = { readonly says: string; readonly slots?: Readonly<Record<string, string>> };

export const sentences = {
  wrongState: "This step is not open while it is “{state}”. Reload the record.",
  noRight: "Your roles do not allow this here. An administrator of your organisation can grant it.",
  onlyOwner: "Only the owner takes this step. Ask them, or become the owner first.",
  ownWork: "You made this yourself. Somebody else has to take this step.",
  ownRecord: "You own this. Somebody else has to take this step.",
  ownEdit: "You have worked on this. Somebody else has to take this step.",
  ownSignature: "You signed this earlier. Somebody else has to take this step.",
  ownStep: "You took an earlier step of this. Somebody else has to take this one.",
  ownPart: "You had a part in what belongs to it. Somebody else has to take this step.",
  missing: "Fill in {fields} first.",
  asked: "Enter {field}.",
  reason: "Say why, in a few words.",
  parentState: "This opens when the record it belongs to is “{states}”.",
  parentField: "“{field}” opens when the record it belongs to is “{states}”.",
  unowned: "Somebody must own this while it waits for its owner. Choose who.",
  unsigned: "The signature “{meaning}” does not stand. It is needed first.",
  lockedField: "“{field}” is covered by the signature “{meaning}” and closed while it stands.",
  closedField: "“{field}” cannot be changed while this is “{state}”.",
  notYourField: "Your roles do not allow changing “{field}”. An administrator can grant it.",
  notBySystem: "Only a person takes this step.",
} as const;

/** In the language it was written in; the browser has a catalogue and says it in the reader's. */
export const inEnglish = ({ says, slots = {} }: Sentence): string =>
  says.replaceAll(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? "");
