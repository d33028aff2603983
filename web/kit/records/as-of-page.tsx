import { i18n } from "@lingui/core";
import type { RecordType, Registry } from "#core/records";
import { useState, type FormEvent, type ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { useZone } from "../api/zone.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { TextInput } from "../controls/fields.tsx";
import { Icon } from "../controls/icon.tsx";
import { Section } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { PageFrame } from "../pages/frame.tsx";
import { usePathParameter, useUrlState } from "../pages/url-state.ts";
import { formatExact } from "../text/format.ts";
import { instantAt, wallTime } from "../text/zone-time.ts";
import { ChildRows } from "./children.tsx";
import { LongTexts, ShortFacts } from "./facts.tsx";
import { say } from "./say.ts";
import { StateMark } from "./state.tsx";
import { nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import "./records.css";

type Then = RecordItem & { at: string; children: RecordDetail["children"] };

/** The record as the log says it was at an instant, seen with today's rights. Nothing can be done here. */
export function AsOfPage({ type }: { registry: Registry; type: RecordType }): ReactNode {
  const path = `${type.path}/${usePathParameter("id")}`;
  const [{ at }] = useUrlState();
  const then = useResource<Then>(at ? `${path}/as-of?at=${encodeURIComponent(at)}` : undefined);
  const title = then.data ? nameOf(then.data) : i18n.t("As it was on …");
  return (
    <PageFrame
      title={title}
      isRaw={then.data !== undefined}
      width="record"
      back={{ to: path, label: i18n.t("Back to how it is now") }}
      status={then.data && <StateMark type={type} item={then.data} />}
    >
      <Instant key={at} path={path} isShown={then.data !== undefined} />
      {then.error ? (
        <Problem error={then.error} />
      ) : then.data ? (
        <div className="k-stack">
          <Section title={i18n.t("Facts")}>
            <div className="k-facts-wide">
              <ShortFacts type={type} item={then.data} isPast />
            </div>
          </Section>
          <LongTexts type={type} item={then.data} />
          {Object.entries(type.children).map(([as, child]) => {
            const items = then.data.children[as] ?? [];
            return (
              <Section key={as} title={say(child.label)}>
                {items.length > 0 ? (
                  <ChildRows child={child.type} items={items} />
                ) : (
                  <p className="k-soft">{i18n.t("There was none yet.")}</p>
                )}
              </Section>
            );
          })}
        </div>
      ) : (
        at && <Skeleton />
      )}
    </PageFrame>
  );
}

function Instant({ path, isShown }: { path: string; isShown: boolean }): ReactNode {
  const zone = useZone();
  const [{ at }, change] = useUrlState();
  const [wall, setWall] = useState(() => wallTime(at ?? new Date().toISOString(), zone));
  const show = (event: FormEvent): void => {
    event.preventDefault();
    // To the end of the minute that was chosen, so that what happened in it is there.
    if (wall) change({ at: new Date(Date.parse(instantAt(wall, zone)) + 59_999).toISOString() });
  };
  return (
    <div className="k-as-of" role="status">
      <Icon name="clock" />
      <p>
        {at && isShown
          ? i18n.t("This is how it was on {instant}. It may be different now.", {
              instant: formatExact(at, zone),
            })
          : i18n.t("Choose a day and time; the log shows how the record was then.")}
      </p>
      <form className="k-row" onSubmit={show}>
        <TextInput
          label={i18n.t("Day and time")}
          type="datetime-local"
          value={wall}
          onChange={setWall}
        />
        <Button type="submit">{i18n.t("Show")}</Button>
        <LinkButton to={path} tone="quiet">
          {i18n.t("How it is now")}
        </LinkButton>
      </form>
    </div>
  );
}
