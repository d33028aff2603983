import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { Difference } from "../display/difference.tsx";
import { Icon } from "../controls/icon.tsx";
import type { FormField, FormValue, FormValues } from "./form-fields.tsx";

export type Latest = { values: FormValues; version: number; who?: string | null };

/** Somebody saved in between: what of it was taken over, and what both changed. */
export type Meeting = {
  taken: readonly string[];
  colliding: readonly string[];
  /** What stood there when the person began. */
  before: FormValues;
  latest: Latest;
};

type ConflictProps = {
  fields: readonly FormField[];
  meeting: Meeting;
  keepMine: () => void;
  takeTheirs: (names: readonly string[]) => void;
};

export function Conflict({ fields, meeting, keepMine, takeTheirs }: ConflictProps): ReactNode {
  const { taken, colliding, latest } = meeting;
  const name = latest.who ?? i18n.t("Somebody else");
  return (
    <div className={colliding.length > 0 ? "k-problem" : "k-note"} role="alert">
      {colliding.length > 0 && <Icon name="alert" />}
      <div className="k-stack">
        {taken.length > 0 && (
          <>
            <p>
              {i18n.t(
                "{name} saved this while you were typing. What they changed stands in the form now; look at it, then save.",
                { name },
              )}
            </p>
            <Changes fields={fields} names={taken} meeting={meeting} />
          </>
        )}
        {colliding.length > 0 && (
          <>
            <p>
              {i18n.t(
                "{name} saved this while you were typing and changed the same as you. Nothing of yours is lost: choose what should stand.",
                { name },
              )}
            </p>
            <Changes
              fields={fields}
              names={colliding}
              meeting={meeting}
              {...(colliding.length > 1 ? { take: (one: string) => takeTheirs([one]) } : {})}
            />
            <div className="k-row">
              <Button onPress={() => takeTheirs(colliding)}>{i18n.t("Take their text")}</Button>
              <Button onPress={keepMine}>{i18n.t("Save mine over it")}</Button>
            </div>
          </>
        )}
      </div>
    </div>
  );
}

function Changes({
  fields,
  names,
  meeting: { before, latest },
  take,
}: {
  fields: readonly FormField[];
  names: readonly string[];
  meeting: Meeting;
  take?: (name: string) => void;
}): ReactNode {
  return (
    <dl className="k-facts">
      {fields
        .filter(({ name }) => names.includes(name))
        .map((field) => (
          <div key={field.name} className="k-fact">
            <dt>{field.label}</dt>
            <dd>
              <Difference
                before={written(field, before[field.name])}
                after={written(field, latest.values[field.name])}
              />
              {take && (
                <Button tone="quiet" onPress={() => take(field.name)}>
                  {i18n.t("Take theirs here")}
                </Button>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function written(field: FormField, value: FormValue | undefined): string | null {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
    return null;
  if (field.kind === "own" && field.written) return field.written(value);
  const options = "options" in field ? field.options : [];
  const word = (one: string | boolean): string =>
    options.find(({ key }) => key === one)?.label ?? String(one);
  return Array.isArray(value) ? value.map(word).join(", ") : word(value);
}
