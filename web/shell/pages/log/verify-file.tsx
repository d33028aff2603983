import { i18n } from "@lingui/core";
import { useId, type ReactNode } from "react";
import { Icon } from "#kit";
import { readCheckpoint } from "#core/log/verify";

/** `text` is null when the file holds no checkpoint. */
export type Kept = { name: string; text: string | null } | null;

type KeptFileProps = { kept: Kept; choose: (kept: Kept) => void };

/** A checkpoint that the person kept outside: it says more than what this browser remembers. */
export function KeptFile({ kept, choose }: KeptFileProps): ReactNode {
  const id = useId();
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return choose(null);
    const text = checkpointIn(file.size > 65_536 ? "" : await file.text());
    choose({ name: file.name, text });
  };
  const isWrong = kept !== null && kept.text === null;
  return (
    <div className="k-field s-verify-file" {...(isWrong ? { "data-invalid": true } : {})}>
      <label htmlFor={id}>{i18n.t("Checkpoint that you kept (optional)")}</label>
      <input
        id={id}
        type="file"
        accept=".txt,text/plain"
        className="k-input"
        aria-describedby={`${id}-help`}
        aria-invalid={isWrong}
        onChange={(event) => void read(event.target.files?.[0])}
      />
      <div id={`${id}-help`}>
        {isWrong ? (
          <span className="k-error">
            <Icon name="alert" />
            {i18n.t(
              "This file holds no checkpoint. Choose the text that you copied from “Checkpoint”, unchanged.",
            )}
          </span>
        ) : (
          <span className="k-help">
            {i18n.t("A file with the text of “Checkpoint”: the log must still agree with it.")}
          </span>
        )}
      </div>
    </div>
  );
}

/** Editors add and drop line ends at the end of a file, and some write CRLF; neither is part of the note. */
function checkpointIn(text: string): string | null {
  const note = `${text.replaceAll("\r\n", "\n").trim()}\n`;
  return readCheckpoint(note) === null ? null : note;
}
