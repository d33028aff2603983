import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { CheckInput, Icon, Problem, Raw, Skeleton, useResource } from "#kit";
import { byThing, thingName, type Permission } from "./data.ts";
import "../pages.css";

type MatrixProps = {
  granted: readonly string[];
  /** Absent: only shown. */
  change?: (granted: string[]) => void;
};

/** Every permission there is, in words, by what it is about; the granted ones are ticked. */
export function PermissionMatrix({ granted, change }: MatrixProps): ReactNode {
  const { data, error, refetch } = useResource<{ items: Permission[] }>("/permissions");
  if (!data) return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton />;
  return (
    <div className="s-matrix">
      {byThing(data.items).map(([thing, permissions]) => (
        <div
          key={thing}
          className="s-matrix-group"
          role="group"
          aria-label={thingName(thing) ?? thing}
        >
          <p className="s-matrix-title">{thingName(thing) ?? <Raw>{thing}</Raw>}</p>
          <ul>
            {permissions.map((permission) => (
              <li key={permission.key}>
                {change ? (
                  <CheckInput
                    label={<Raw>{permission.summary}</Raw>}
                    value={granted.includes(permission.key)}
                    onChange={(on) => change(toggled(granted, permission.key, on))}
                  />
                ) : (
                  <Granted permission={permission} isGranted={granted.includes(permission.key)} />
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Granted({
  permission,
  isGranted,
}: {
  permission: Permission;
  isGranted: boolean;
}): ReactNode {
  return (
    <p className={isGranted ? "s-granted" : "s-granted s-granted-not"}>
      <Icon name={isGranted ? "check" : "dash"} />
      <span className="k-hidden">{isGranted ? i18n.t("Allowed:") : i18n.t("Not allowed:")} </span>
      <span translate="no" title={permission.key}>
        {permission.summary}
      </span>
    </p>
  );
}

function toggled(granted: readonly string[], key: string, on: boolean): string[] {
  return on ? [...granted, key] : granted.filter((other) => other !== key);
}
