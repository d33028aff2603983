import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import type { SignatureVerdict } from "#core/log/verify-signatures";
import { formatNumber, Link, Raw } from "#kit";

const mostShown = 50;

/** What was found of the signatures in a log that is whole: whether each says what the entries before it say. */
export function SignedRecords({
  signatures: { signed, ended, broken },
}: {
  signatures: SignatureVerdict;
}): ReactNode {
  if (signed === 0) return null;
  const counts = { signed: formatNumber(signed), ended: formatNumber(ended) };
  return (
    <div className="k-stack-tight">
      <p>
        {i18n.t(
          "Signatures: {signed}, each bound to its signer and to what the log says was signed; ended since: {ended}.",
          counts,
        )}
      </p>
      {broken.length > 0 && (
        <>
          <p className="k-strong">
            {i18n.t("What these signatures cover was changed afterwards, so they stand no longer:")}
          </p>
          <ul className="k-lines">
            {broken.slice(0, mostShown).map(({ entry, table, column }) => (
              <li key={entry}>
                <Link to={`/log/${entry}`}>{i18n.t("entry {n}", { n: entry })}</Link>
                <Raw>
                  {table} {column}
                </Raw>
              </li>
            ))}
          </ul>
          {broken.length > mostShown && (
            <p>
              {i18n.t("Only the first {count} are shown. The verifier lists all of them.", {
                count: formatNumber(mostShown),
              })}
            </p>
          )}
        </>
      )}
    </div>
  );
}
