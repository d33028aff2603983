import { i18n } from "@lingui/core";
import { useId, type ReactNode } from "react";
import { CheckInput, Raw, type OwnField } from "#kit";
import { byThing, thingName } from "../roles/data.ts";
import type { Choices } from "./data.ts";
import "../pages.css";

type ChoiceProps = { choices: Choices; field: OwnField };

/** Only what the person may do; a token is never more than its person. */
export function PermissionChoice({ choices, field }: ChoiceProps): ReactNode {
  const id = useId();
  const chosen = chosenOf(field);
  return (
    <Frame legend={i18n.t("What it may do")} error={field.error}>
      <div className="s-matrix">
        {byThing(choices.permissions).map(([thing, permissions]) => (
          <div key={thing} className="s-matrix-group" role="group" aria-labelledby={id + thing}>
            <p id={id + thing} className="s-matrix-title">
              {thingName(thing) ?? <Raw>{thing}</Raw>}
            </p>
            <ul>
              {permissions.map(({ key, summary }) => (
                <li key={key}>
                  <CheckInput
                    label={<Raw>{summary}</Raw>}
                    value={chosen.includes(key)}
                    onChange={(on) => field.onChange(toggled(chosen, key, on))}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Frame>
  );
}

export function ScopeChoice({ choices, field }: ChoiceProps): ReactNode {
  const chosen = chosenOf(field);
  return (
    <Frame legend={i18n.t("Where it applies")} error={field.error}>
      <p className="k-help">{i18n.t("There and in everything below it.")}</p>
      <ul className="s-token-scopes">
        {choices.scopes.map(({ id, name, depth }) => (
          <li key={id} className={`s-tree-${Math.min(depth, 4)}`}>
            <CheckInput
              label={<Raw>{name}</Raw>}
              value={chosen.includes(id)}
              onChange={(on) => field.onChange(toggled(chosen, id, on))}
            />
          </li>
        ))}
      </ul>
    </Frame>
  );
}

function Frame({
  legend,
  error,
  children,
}: {
  legend: string;
  error: string | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <fieldset className="s-fieldset" aria-invalid={error !== undefined} tabIndex={-1}>
      <legend>{legend}</legend>
      {error && (
        <p className="k-error" role="alert">
          <Raw>{error}</Raw>
        </p>
      )}
      {children}
    </fieldset>
  );
}

function chosenOf({ value }: OwnField): string[] {
  return Array.isArray(value) ? value : [];
}

function toggled(chosen: readonly string[], key: string, on: boolean): string[] {
  return on ? [...chosen, key] : chosen.filter((other) => other !== key);
}
