import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Difference } from "../display/difference.tsx";
import { Icon } from "../controls/icon.tsx";
import type { FormField, FormValue, FormValues } from "./form-fields.tsx";

export type Latest = { values: FormValues; version: number };

type ConflictProps = {
  fields: readonly FormField[];
  /** What stood there when the person began. */
  seen: FormValues;
  latest: Latest;
  keepMine: () => void;
  takeTheirs: () => void;
};

/** Somebody saved in between: shows what they changed and leaves the choice to the person. */
export function Conflict({ fields, seen, latest, keepMine, takeTheirs }: ConflictProps): ReactNode {
  const changed = fields.filter(({ name }) => written(seen[name]) !== written(latest.values[name]));
  return (
    <div className="k-problem" role="alert">
      <Icon name="alert" />
      <div className="k-stack">
        <p>
          {i18n.t(
            "Somebody else saved this while you were typing. Nothing of yours is lost: choose what should stand.",
          )}
        </p>
        <dl className="k-facts">
          {changed.map(({ name, label }) => (
            <div key={name} className="k-fact">
              <dt>{label}</dt>
              <dd>
                <Difference before={written(seen[name])} after={written(latest.values[name])} />
              </dd>
            </div>
          ))}
        </dl>
        <div className="k-row">
          <Button onPress={takeTheirs}>{i18n.t("Take their text")}</Button>
          <Button onPress={keepMine}>{i18n.t("Save mine over it")}</Button>
        </div>
      </div>
    </div>
  );
}

function written(value: FormValue | undefined): string | null {
  if (value === undefined || value === "") return null;
  return typeof value === "string" ? value : String(value);
}
