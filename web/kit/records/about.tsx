import { i18n } from "@lingui/core";
import { isFinal, type RecordType, type State } from "#core/records";
import type { ReactNode } from "react";
import { Section } from "../display/facts.tsx";
import { Status } from "../display/status.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { useUrlState } from "../pages/url-state.ts";
import { MachineDrawing } from "./machine-drawing.tsx";
import { say } from "./say.ts";
import "./records.css";

/** The machine as a drawing and in words: every state, who acts in it, and where each step leads. */
export function AboutPage({ type }: { type: RecordType }): ReactNode {
  const [{ state: current }] = useUrlState();
  return (
    <PageFrame
      title={i18n.t("How a {type} goes", { type: say(type.one) })}
      width="record"
      back={{ to: type.path, label: say(type.many) }}
    >
      <p className="k-lead">{say(type.about)}</p>
      <div className="k-about">
        <Section title={i18n.t("The way")}>
          <MachineDrawing type={type} current={current} />
        </Section>
        <Section title={i18n.t("Step by step")}>
          <ol className="k-machine">
            {Object.entries(type.states).map(([name, state]) => (
              <li key={name} {...(name === current ? { "aria-current": "step" as const } : {})}>
                <p className="k-row">
                  <Status tone={state.tone}>{say(state.label)}</Status>
                  <span className="k-soft">{whoActs(type, state)}</span>
                </p>
                <Steps type={type} state={state} />
              </li>
            ))}
          </ol>
        </Section>
      </div>
    </PageFrame>
  );
}

function whoActs(type: RecordType, { waits, ...state }: State): string {
  if (isFinal(state)) return i18n.t("It ends here.");
  if (waits === "owner") return i18n.t("The owner acts.");
  const allows = say(type.permissions[waits ?? ""]?.allows ?? "");
  return allows === "" ? "" : i18n.t("It waits for somebody who may: {allows}.", { allows });
}

function Steps({ type, state }: { type: RecordType; state: State }): ReactNode {
  return (
    <ul>
      {Object.entries(state.on ?? {}).map(([step, { verb, to, signs }]) => (
        <li key={step}>
          <span className="k-strong">{say(verb)}</span> → {say(type.states[to]?.label ?? to)}
          {signs && (
            <span className="k-soft">
              {" · "}
              {i18n.t("signed: {meaning}", {
                meaning: say(type.signatures[signs]?.means ?? signs),
              })}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
