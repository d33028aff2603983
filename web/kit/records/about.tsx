import { i18n } from "@lingui/core";
import { isFinal, type RecordType } from "#core/records";
import type { ReactNode } from "react";
import { Section } from "../display/facts.tsx";
import { Status } from "../display/status.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { say } from "./say.ts";

/** The machine in words: every state, who acts in it, and where each step leads. */
export function AboutPage({ type }: { type: RecordType }): ReactNode {
  return (
    <PageFrame
      title={i18n.t("How a {type} goes", { type: say(type.one) })}
      width="record"
      back={{ to: type.path, label: say(type.many) }}
    >
      <p>{say(type.about)}</p>
      <ol className="k-machine">
        {Object.entries(type.states).map(([name, state]) => (
          <li key={name}>
            <Section title={say(state.label)}>
              <Status tone={state.tone}>
                {isFinal(state) ? i18n.t("It ends here") : i18n.t("It goes on")}
              </Status>
              <ul>
                {Object.entries(state.on ?? {}).map(([step, { verb, to, signs }]) => (
                  <li key={step}>
                    <span className="k-strong">{say(verb)}</span> →{" "}
                    {say(type.states[to]?.label ?? to)}
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
            </Section>
          </li>
        ))}
      </ol>
    </PageFrame>
  );
}
