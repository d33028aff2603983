import type { ReactNode } from "react";
import { actorWord, type Action } from "./types.ts";
import { sentenceOf } from "./sentences.ts";

export type Told = {
  action: Action;
  type: string;
  label: string | null;
  personName: string | null;
  actorKind: string;
};

// Private-use characters: no text of the catalogue and no name holds them.
const who = "\uE000";
const name = "\uE001";

/** One entry as a sentence. Names come from the data: they are marked as such and never translated. */
export function EntrySentence({ entry }: { entry: Told }): ReactNode {
  const isNamed = entry.label !== null;
  const actor = entry.personName ?? actorWord(entry.actorKind);
  const isData = entry.personName !== null || actor === "Plumbline";
  return sentenceOf(entry.type, entry.action, { who, name: isNamed ? name : "" })
    .trim()
    .split(/([\uE000\uE001])/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (piece === who) return <Named key={piece} text={actor} isData={isData} />;
      return piece === name ? <Named key={piece} text={entry.label ?? ""} isData /> : piece;
    });
}

/** The same as bare text, for a page's title. */
export function entryText({ action, type, label, personName, actorKind }: Told): string {
  const slots = { who: personName ?? actorWord(actorKind), name: label ?? "" };
  return sentenceOf(type, action, slots).trim();
}

function Named({ text, isData }: { text: string; isData: boolean }): ReactNode {
  return (
    <span className="k-strong" {...(isData ? { translate: "no" as const } : {})}>
      {text}
    </span>
  );
}
