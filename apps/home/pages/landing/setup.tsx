import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Confirm,
  formatNumber,
  Icon,
  Link,
  LinkButton,
  Problem,
  showSaved,
  useMay,
  useRefresh,
  useResource,
} from "#kit";
import { wordsOf, type Setup, type Step } from "./setup-steps.ts";
import "./setup.css";

/** What a new organisation still needs, the next step ready to be done. Gone for good once nothing is open. */
export function SetupChecklist(): ReactNode {
  const { data } = useResource<Setup>("/organization/setup");
  const mayChange = useMay("access.organization.write");
  const next = data?.steps.find(({ state }) => state === "open");
  if (!data || !mayChange || data.state !== "open" || !next) return null;
  const settled = data.steps.filter(({ state }) => state !== "open").length;
  return (
    <section className="k-section h-setup" aria-labelledby="setup-title">
      <div className="h-setup-head">
        <h2 id="setup-title">{i18n.t("Set up your organisation")}</h2>
        <p className="k-soft k-number">
          {i18n.t("{settled} of {all} done", {
            settled: formatNumber(settled),
            all: formatNumber(data.steps.length),
          })}
        </p>
        <progress
          className="h-setup-bar"
          value={settled}
          max={data.steps.length}
          aria-labelledby="setup-title"
        />
      </div>
      <ol className="h-setup-steps">
        {data.steps.map((step) => (
          <li
            key={step.key}
            className={`h-setup-step h-setup-${step === next ? "next" : step.state}`}
          >
            {step === next ? (
              <NextStep step={step} setup={data} />
            ) : (
              <OtherStep step={step} setup={data} />
            )}
          </li>
        ))}
      </ol>
      <PutAway />
    </section>
  );
}

function OtherStep({ step, setup }: { step: Step; setup: Setup }): ReactNode {
  const { title, to } = wordsOf(step, setup);
  return (
    <>
      <span className="h-setup-dot">
        {step.state !== "open" && <Icon name={step.state === "done" ? "check" : "dash"} />}
      </span>
      <Link to={to}>{title}</Link>
      {step.state !== "open" && (
        <span className="k-soft">
          {step.state === "done" ? i18n.t("Done") : i18n.t("Left out")}
        </span>
      )}
    </>
  );
}

function NextStep({ step, setup }: { step: Step; setup: Setup }): ReactNode {
  const refresh = useRefresh();
  const skip = useMutation({
    mutationFn: () => api.post("/organization/setup/skip", { step: step.key }),
    onSuccess: () => refresh("/organization/setup", "/log"),
  });
  const { title, why, verb, to } = wordsOf(step, setup);
  return (
    <>
      <span className="h-setup-dot">
        <Icon name="right" />
      </span>
      <div className="h-setup-body">
        <h3>{title}</h3>
        <p className="k-soft">{why}</p>
        {skip.error && <Problem error={skip.error} />}
        <div className="k-row">
          <LinkButton to={to} tone="primary">
            {verb}
          </LinkButton>
          {step.optional && (
            <Button tone="quiet" isPending={skip.isPending} onPress={() => skip.mutate()}>
              {i18n.t("Leave this out")}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

function PutAway(): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const refresh = useRefresh();
  const dismiss = async (): Promise<void> => {
    await api.post("/organization/setup/dismiss");
    showSaved(i18n.t("Checklist put away"));
    await refresh("/organization/setup", "/log");
  };
  return (
    <p className="h-setup-foot">
      <Button tone="quiet" onPress={() => setAsking(true)}>
        {i18n.t("Put this list away")}
      </Button>
      <Confirm
        title={i18n.t("Put this list away?")}
        text={i18n.t(
          "It does not come back, for any administrator. Everything in it stays reachable under Organisation, Scopes, People and Roles.",
        )}
        verb={i18n.t("Put it away")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={dismiss}
      />
    </p>
  );
}
