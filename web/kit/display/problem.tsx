import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { ApiProblem, sentence } from "../api/problem.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";

/** An error where it happened: what is wrong, what to do next, and the number to quote. */
export function Problem({
  error,
  retry,
}: {
  error: unknown;
  retry?: (() => void) | undefined;
}): ReactNode {
  const requestId = error instanceof ApiProblem ? error.requestId : undefined;
  return (
    <div className="k-problem" role="alert">
      <Icon name="alert" />
      <div className="k-stack-tight">
        <p translate="no">{sentence(error)}</p>
        {requestId && isUnexpected(error) && (
          <p className="k-soft">
            {i18n.t("Request")} <code translate="no">{requestId}</code>
          </p>
        )}
        {retry && (
          <p>
            <Button onPress={retry}>{i18n.t("Try again")}</Button>
          </p>
        )}
      </div>
    </div>
  );
}

function isUnexpected(error: unknown): boolean {
  return error instanceof ApiProblem && error.status >= 500;
}
