import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Raw } from "../display/facts.tsx";
import { Status, type Tone } from "../display/status.tsx";
import { When } from "../text/when.tsx";
import { formatExact } from "../text/format.ts";
import "./sign.css";

/** A signature as the server answers it. */
export type SignatureView = {
  id: string;
  point: string;
  meaning: string;
  membershipId: string;
  printedName: string;
  role: string;
  zone: string;
  signedAt: string;
  stands: "standing" | "ended" | "broken";
  endedAt: string | null;
  endedByName: string | null;
  endReason: string | null;
};

/** 11.50(b): the one manifestation of signatures. Every page and printout shows them through this component. */
export function Signatures({ signatures }: { signatures: readonly SignatureView[] }): ReactNode {
  if (signatures.length === 0)
    return <p className="k-soft">{i18n.t("Nobody has signed this yet.")}</p>;
  return (
    <ol className="k-signatures">
      {signatures.map((signature) => (
        <li key={signature.id} className="k-signature" data-stands={signature.stands}>
          <div className="k-row-between">
            <span className="k-strong" translate="no">
              {signature.printedName}
            </span>
            <Mark stands={signature.stands} />
          </div>
          <p translate="no">{signature.meaning}</p>
          <p className="k-soft k-signature-when">
            <Raw>{signature.role}</Raw>
            {" · "}
            <time dateTime={signature.signedAt} translate="no" className="k-number">
              {formatExact(signature.signedAt, signature.zone)} ({signature.zone})
            </time>
          </p>
          <Since signature={signature} />
        </li>
      ))}
    </ol>
  );
}

const tones: Record<SignatureView["stands"], Tone> = {
  standing: "force",
  ended: "neutral",
  broken: "refused",
};

function Mark({ stands }: Pick<SignatureView, "stands">): ReactNode {
  const words = {
    standing: i18n.t("Signed"),
    ended: i18n.t("Ended"),
    broken: i18n.t("Broken"),
  };
  return <Status tone={tones[stands]}>{words[stands]}</Status>;
}

function Since({ signature }: { signature: SignatureView }): ReactNode {
  if (signature.stands === "broken")
    return (
      <p>
        {i18n.t(
          "What was signed has changed since, so this signature no longer stands. The history says who changed it.",
        )}
      </p>
    );
  if (signature.endedAt === null) return null;
  return (
    <p className="k-soft">
      {signature.endedByName
        ? i18n.t("Ended by {name}", { name: signature.endedByName })
        : i18n.t("Ended")}{" "}
      <When at={signature.endedAt} />: <Raw>{signature.endReason}</Raw>
    </p>
  );
}
