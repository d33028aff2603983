import { i18n } from "@lingui/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button, formatExact, formatNumber, Problem, Section, useSession, useZone } from "#kit";
import { KeptFile, type Kept } from "./verify-file.tsx";
import { recall } from "./verify-remembered.ts";
import { isWell, useVerification } from "./verify-run.ts";
import { VerdictView } from "./verify-verdict.tsx";
import "./verify.css";

type VerifyProps = { size: number | undefined; close: () => void };

/** Checks the whole log on this machine; `size` is what the server says that it counts. */
export function VerifyHere({ size, close }: VerifyProps): ReactNode {
  const organization = useSession().organization?.id ?? "";
  const { run, start, cancel } = useVerification(organization);
  const [kept, setKept] = useState<Kept>(null);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  const isRunning = run.kind === "running";
  return (
    <div ref={panel} tabIndex={-1} className="s-verify">
      <Section
        title={i18n.t("Verify here")}
        actions={
          <Button tone="quiet" icon="cross" iconOnly onPress={close}>
            {i18n.t("Close")}
          </Button>
        }
      >
        <p className="k-soft s-verify-text">
          {i18n.t(
            "Your browser downloads the whole log and checks every entry, hash and signature itself, with the source file that auditors use. The download is written to the log as an export.",
          )}{" "}
          <Memory organization={organization} />
        </p>
        {!isRunning && <KeptFile kept={kept} choose={setKept} />}
        {isRunning && <Progress entries={run.entries} size={size} />}
        <div className="k-form-actions">
          {isRunning ? (
            <Button onPress={cancel}>{i18n.t("Cancel")}</Button>
          ) : (
            <Button
              tone="primary"
              icon="check"
              isDisabled={kept !== null && kept.text === null}
              onPress={() => start(kept?.text ?? null)}
            >
              {run.kind === "done" ? i18n.t("Verify again") : i18n.t("Verify the log")}
            </Button>
          )}
        </div>
        <p role="status" className="k-hidden">
          {announcement(run, size)}
        </p>
        {run.kind === "failed" && <Problem error={run.error} />}
        {run.kind === "done" && (
          <VerdictView done={run} organization={organization} fileName={kept?.name} />
        )}
      </Section>
    </div>
  );
}

function Memory({ organization }: { organization: string }): ReactNode {
  const zone = useZone();
  const known = recall(organization);
  if (known === null) {
    return i18n.t(
      "This browser remembers no checkpoint of this log yet; it starts with this check.",
    );
  }
  if (known.seenAt === null || known.size === null) return null;
  return i18n.t(
    "This browser last verified it on {date} with {size} entries, and checks that none of them has changed since.",
    { date: formatExact(known.seenAt, zone), size: formatNumber(known.size) },
  );
}

function Progress({ entries, size }: { entries: number; size: number | undefined }): ReactNode {
  const shown = { entries: formatNumber(entries), size: formatNumber(size ?? 0) };
  return (
    <div className="k-stack-tight">
      <progress
        className="s-verify-bar"
        aria-label={i18n.t("Entries checked")}
        {...(size ? { max: size, value: Math.min(entries, size) } : {})}
      />
      <p className="k-number">{i18n.t("{entries} of about {size} entries checked", shown)}</p>
    </div>
  );
}

/** Read out at every quarter, not at every step. */
function announcement(
  run: ReturnType<typeof useVerification>["run"],
  size: number | undefined,
): string {
  if (run.kind === "done") {
    return isWell(run.finding)
      ? i18n.t("The log is verified.")
      : i18n.t("The log is not verified.");
  }
  if (run.kind !== "running") return "";
  const percent = Math.floor(Math.min((4 * run.entries) / (size || Infinity), 4)) * 25;
  return i18n.t("Verifying: {percent} percent", { percent });
}
