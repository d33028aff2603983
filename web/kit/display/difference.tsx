import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { compareWords, type Piece } from "./words.ts";

/** One value before and after. Words are compared inside texts; short values stand side by side. */
export function Difference({
  before,
  after,
}: {
  before: string | null;
  after: string | null;
}): ReactNode {
  if (before === null && after === null) return <Nothing />;
  if (before === null) return <Side kind="added">{after}</Side>;
  if (after === null) return <Side kind="removed">{before}</Side>;
  if (isText(before) || isText(after)) return <Words pieces={compareWords(before, after)} />;
  return (
    <span className="k-difference">
      <Side kind="removed">{before}</Side>
      <span aria-hidden="true" className="k-soft">
        →
      </span>
      <Side kind="added">{after}</Side>
    </span>
  );
}

function Words({ pieces }: { pieces: readonly Piece[] }): ReactNode {
  return (
    <span className="k-difference-text">
      {pieces.map((piece, index) =>
        piece.kind === "same" ? (
          <span key={index} translate="no">
            {piece.text}
          </span>
        ) : (
          <Side key={index} kind={piece.kind}>
            {piece.text}
          </Side>
        ),
      )}
    </span>
  );
}

function Side({ kind, children }: { kind: "added" | "removed"; children: ReactNode }): ReactNode {
  const Tag = kind === "added" ? "ins" : "del";
  return (
    <Tag className={`k-${kind}`}>
      <span className="k-hidden">{kind === "added" ? i18n.t("Now:") : i18n.t("Before:")} </span>
      <span translate="no">{children === "" ? "“”" : children}</span>
    </Tag>
  );
}

function Nothing(): ReactNode {
  return <span className="k-soft">{i18n.t("nothing")}</span>;
}

function isText(value: string): boolean {
  return value.length > 40 || value.includes("\n");
}
