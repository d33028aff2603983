import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { Button, Confirm, formatExact, formatNumber, Icon, Raw, showSaved, useZone } from "#kit";
import { readCheckpoint, type Verdict } from "#core/log/verify";
import type { Against, Difference } from "./verify-log.ts";
import { remember, type Remembered } from "./verify-remembered.ts";

type AlarmProps = {
  against: Against;
  log: Verdict;
  /** What this browser remembered; null when a file was compared. */
  remembered: Remembered | null;
  fileName?: string | undefined;
  replacement?: { organization: string; checkpoint: string };
};

/** What disagrees, in numbers and dates, and what to do before anything else is lost. */
export function Alarm({ against, log, remembered, fileName, replacement }: AlarmProps): ReactNode {
  const zone = useZone();
  const { difference, fault, checkpoint } = against;
  if (difference === null) return null;
  const seenAt = remembered?.seenAt;
  const date = seenAt ? formatExact(seenAt, zone) : null;
  return (
    <div className="k-problem" role="alert">
      <Icon name="alert" />
      <div className="k-stack-tight">
        <p className="k-strong">
          {remembered === null
            ? i18n.t("This log does not agree with the checkpoint in {file}", {
                file: fileName ?? "",
              })
            : title(difference, date)}
        </p>
        <p>{explanation(difference, readCheckpoint(checkpoint)?.size ?? 0, log.entries)}</p>
        <p className="k-soft">
          {i18n.t("The verifier says:")} <Raw>{fault?.says}</Raw>.
        </p>
        <WhatToDo />
        {replacement && <Remedies checkpoint={checkpoint} replacement={replacement} />}
      </div>
    </div>
  );
}

function title(difference: Difference, date: string | null): string {
  if (date === null || difference === "unreadable") {
    return i18n.t("What this browser remembers of the log cannot be read or was altered");
  }
  const titles: Record<Exclude<Difference, "unreadable">, string> = {
    foreign: i18n.t("This is another log than the one you verified on {date}", { date }),
    key: i18n.t("The key of this log was changed since you last looked on {date}", { date }),
    missing: i18n.t("History was changed since you last looked on {date}", { date }),
    rewritten: i18n.t("History was changed since you last looked on {date}", { date }),
  };
  return titles[difference];
}

function explanation(difference: Difference, before: number, now: number): string {
  const counts = { before: formatNumber(before), now: formatNumber(now) };
  const explanations: Record<Difference, string> = {
    unreadable: i18n.t(
      "The kept checkpoint is damaged or its signature is false, so it proves nothing about this log.",
    ),
    foreign: i18n.t(
      "The earlier checkpoint names another organisation or installation: either a new installation stands at this address, or the old one was replaced.",
    ),
    key: i18n.t(
      "Another key signs it now, so nothing but the word of this server links it to the earlier checkpoint.",
    ),
    missing: i18n.t(
      "Entries were removed: the log counted {before} entries then and counts {now} now.",
      counts,
    ),
    rewritten: i18n.t(
      "Among the first {before} entries at least one was altered, added or removed, and the log was then signed anew.",
      counts,
    ),
  };
  return explanations[difference];
}

function WhatToDo(): ReactNode {
  return (
    <ol className="s-verify-steps">
      <li>
        {i18n.t("Keep the earlier checkpoint and an export of the log: they are the evidence.")}
      </li>
      <li>
        {i18n.t(
          "Ask your administrator whether a backup was restored, or the installation set up anew or moved, and when.",
        )}
      </li>
      <li>
        {i18n.t(
          "Without such a reason, report it to whoever audits you and rely on no entry of this log until it is explained.",
        )}
      </li>
    </ol>
  );
}

type RemediesProps = {
  checkpoint: string;
  replacement: { organization: string; checkpoint: string };
};

function Remedies({ checkpoint, replacement }: RemediesProps): ReactNode {
  const [isAsking, setIsAsking] = useState(false);
  const replace = async (): Promise<void> => {
    remember(replacement.organization, replacement.checkpoint);
    showSaved(i18n.t("This browser remembers this log now"));
  };
  return (
    <div className="k-form-actions">
      <a
        className="k-button k-button-plain"
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(checkpoint)}`}
        download="plumbline-checkpoint.txt"
      >
        <Icon name="download" />
        {i18n.t("Save the earlier checkpoint")}
      </a>
      <Button onPress={() => setIsAsking(true)}>{i18n.t("Remember this log instead")}</Button>
      <Confirm
        title={i18n.t("Remember this log instead?")}
        text={i18n.t(
          "This browser drops the earlier checkpoint, and with it the evidence that something changed. Do it only when the reason is known and the checkpoint is saved.",
        )}
        verb={i18n.t("Remember this log instead")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        act={replace}
      />
    </div>
  );
}
