import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Facts, formatNumber, Link, Raw, Status, When } from "#kit";
import type { Verdict, Withheld } from "#core/log/verify";
import { Alarm } from "./verify-alarm.tsx";
import { isWell, type Done } from "./verify-run.ts";
import { SignedRecords } from "./verify-signed.tsx";

type VerdictProps = { done: Done; organization: string; fileName: string | undefined };

export function VerdictView({ done, organization, fileName }: VerdictProps): ReactNode {
  const { finding, remembered } = done;
  const [first, second] = finding.earlier;
  const ofMemory = remembered === null ? undefined : first;
  const ofFile = remembered === null ? first : second;
  return (
    <div className="k-stack">
      {ofMemory?.difference && (
        <Alarm
          against={ofMemory}
          log={finding.log}
          remembered={remembered}
          replacement={{ organization, checkpoint: finding.checkpoint }}
        />
      )}
      {ofFile?.difference && (
        <Alarm against={ofFile} log={finding.log} remembered={null} fileName={fileName} />
      )}
      {finding.log.ok ? <Whole done={done} /> : <NotVerified log={finding.log} />}
      {finding.log.ok && <SignedRecords signatures={finding.signatures} />}
      {finding.log.withheld.length > 0 && finding.log.ok && (
        <WithheldValues withheld={finding.log.withheld} />
      )}
    </div>
  );
}

function Whole({ done: { finding, remembered } }: { done: Done }): ReactNode {
  const { log, earlier, seconds } = finding;
  const agrees = isWell(finding);
  return (
    <div className="k-stack-tight">
      <p>
        <Status tone={agrees ? "force" : "neutral"}>
          {agrees ? i18n.t("Verified") : i18n.t("Whole in itself")}
        </Status>{" "}
        {i18n.t("All {count} entries are as they were sealed, up to the checkpoint of", {
          count: formatNumber(log.entries),
        })}{" "}
        <When at={log.at} exact />.
      </p>
      {agrees && (
        <p>
          {earlier.length > 0
            ? i18n.t("Nothing was changed or removed since the earlier checkpoint.")
            : null}{" "}
          {remembered === null
            ? i18n.t("From now on this browser remembers this checkpoint.")
            : i18n.t("This browser now remembers the newer checkpoint.")}
        </p>
      )}
      <Facts
        facts={[
          { label: i18n.t("Signed by"), value: <code translate="no">{log.key}</code> },
          {
            label: i18n.t("Speed"),
            value:
              seconds > 0.2 &&
              i18n.t("{rate} entries a second", {
                rate: formatNumber(Math.round(log.entries / Math.max(seconds, 0.001))),
              }),
          },
        ]}
      />
    </div>
  );
}

function NotVerified({ log: { fault } }: { log: Verdict }): ReactNode {
  const entry = fault?.entry ?? null;
  return (
    <div className="k-problem" role="alert">
      <div className="k-stack-tight">
        <p className="k-strong">{i18n.t("This log is not verified")}</p>
        <p>
          {entry === null
            ? i18n.t("The log as a whole is wrong:")
            : i18n.t("The first wrong entry is number {entry}:", {
                entry: formatNumber(entry),
              })}{" "}
          <Raw>{fault?.says}</Raw>.
        </p>
        <p>
          {i18n.t(
            "Export the log and keep the file as evidence, then tell your administrator and whoever audits you. Do not rely on entries of this log until the reason is found.",
          )}
        </p>
        {entry !== null && (
          <p>
            <Link to={`/log/${entry}`}>{i18n.t("Open entry {n}", { n: entry })}</Link>
          </p>
        )}
      </div>
    </div>
  );
}

const mostShown = 200;

/** Withheld is lawful: an erasure took the values out, and is an entry itself. */
function WithheldValues({ withheld }: { withheld: readonly Withheld[] }): ReactNode {
  return (
    <details className="s-technical">
      <summary>
        {i18n.t("Withheld values: {count}", { count: formatNumber(withheld.length) })}
      </summary>
      <p>
        {i18n.t(
          "An erasure removed these values; the log proves which entry did, and that nothing else is missing.",
        )}
      </p>
      <ul className="k-lines">
        {withheld.slice(0, mostShown).map(({ entry, field, by }) => (
          <li key={`${entry} ${field}`}>
            <Link to={`/log/${entry}`}>{i18n.t("entry {n}", { n: entry })}</Link>
            <Raw>{field}</Raw>
            <Link to={`/log/${by}`}>{i18n.t("withheld by entry {n}", { n: by })}</Link>
          </li>
        ))}
      </ul>
      {withheld.length > mostShown && (
        <p>
          {i18n.t("Only the first {count} are shown. The verifier lists all of them.", {
            count: formatNumber(mostShown),
          })}
        </p>
      )}
    </details>
  );
}
