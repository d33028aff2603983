import { i18n } from "@lingui/core";
import { machineOf, permissionOf, type RecordType, refusals } from "#core/records";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh } from "../api/lists.ts";
import { may, useSession, type Session } from "../api/session.ts";
import { useZone } from "../api/zone.ts";
import { Button } from "../controls/button.tsx";
import { Dialog } from "../controls/dialog.tsx";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { SignDialog } from "../sign/sign-dialog.tsx";
import type { Signing } from "../sign/signing.ts";
import { today } from "../text/format.ts";
import { say, saySentence } from "./say.ts";
import { signingAnew, signingOf } from "./signing-of.tsx";
import { dataOf, nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import { personOf } from "./use-person.ts";

/** Steps that only ask for a signature, and that this person might take on the record: the page of a list knows no more. */
export function signableSteps(
  session: Session,
  type: RecordType,
  item: RecordItem,
): readonly string[] {
  const on = machineOf(type, item.definition).states[item.state]?.on ?? {};
  return Object.entries(on)
    .filter(
      ([, step]) =>
        step.signs &&
        !step.reason &&
        !step.asks?.length &&
        may(session, permissionOf(type, step.may), item.scopeId),
    )
    .map(([name]) => name);
}

type BarProps = { type: RecordType; chosen: readonly RecordItem[]; clear: () => void };

/** What can be done with all of the chosen records: the signed steps that they share. */
export function SelectionBar({ type, chosen, clear }: BarProps): ReactNode {
  const session = useSession();
  const [step, setStep] = useState<string>();
  const [first = [], ...others] = chosen.map((item) => signableSteps(session, type, item));
  const shared = first.filter((name) => others.every((steps) => steps.includes(name)));
  const verbs = machineOf(type, chosen[0]?.definition ?? type.version).states[
    chosen[0]?.state ?? ""
  ]?.on;
  return (
    <div className="k-selection" role="group" aria-label={i18n.t("Chosen records")}>
      <span className="k-strong">{i18n.t("{count} chosen", { count: chosen.length })}</span>
      {shared.map((name) => (
        <Button key={name} onPress={() => setStep(name)}>
          {say(verbs?.[name]?.verb ?? name)}
        </Button>
      ))}
      {shared.length === 0 && (
        <span className="k-soft">
          {i18n.t("They share no step that you could sign. Choose records in the same state.")}
        </span>
      )}
      <Button tone="quiet" icon="cross" onPress={clear}>
        {i18n.t("Clear the choice")}
      </Button>
      {step && (
        <Sitting
          {...{ type, step }}
          ids={chosen.map(({ id }) => id)}
          onClose={() => setStep(undefined)}
          onDone={clear}
        />
      )}
    </div>
  );
}

type SittingProps = {
  type: RecordType;
  step: string;
  ids: readonly string[];
  onClose: () => void;
  onDone: () => void;
};

type Prepared = { signings: Signing[]; closed: { name: string; why: string }[] };

/** Several records, each shown and signed by itself, with a password that is typed once. */
function Sitting({ type, step, ids, onClose, onDone }: SittingProps): ReactNode {
  const session = useSession();
  const now = today(useZone());
  const refresh = useRefresh();
  const [anew, setAnew] = useState<Readonly<Record<string, Signing>>>({});
  const [isWarned, setWarned] = useState(false);
  const prepared = useQuery({
    queryKey: ["sitting", type.name, step, ...ids],
    queryFn: () => prepare(session, type, step, ids, now),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { signings = [], closed = [] } = prepared.data ?? {};
  const [head, ...rest] = signings.map((one) => anew[one.recordId] ?? one);
  if (head && (closed.length === 0 || isWarned))
    return (
      <SignDialog
        signings={[head, ...rest]}
        isOpen
        onClose={() => {
          void refresh(type.path, "/my-work", "/log");
          onClose();
        }}
        onSigned={() => {
          void refresh(type.path, "/my-work", "/log");
          onDone();
        }}
        onChanged={({ recordId }) =>
          void signingAnew(type, recordId, step)
            .then((signing) => setAnew((known) => ({ ...known, [recordId]: signing })))
            .catch(onClose)
        }
      />
    );
  return (
    <Dialog title={i18n.t("Sign")} isOpen onClose={onClose}>
      {prepared.error ? (
        <Problem error={prepared.error} retry={() => void prepared.refetch()} />
      ) : prepared.data ? (
        <div className="k-stack">
          <p>{i18n.t("These are closed to you. The others can be signed.")}</p>
          <ul className="k-stack">
            {closed.map(({ name, why }) => (
              <li key={name}>
                <Raw>{name}</Raw> <span className="k-soft">{why}</span>
              </li>
            ))}
          </ul>
          <div className="k-form-actions">
            {head && (
              <Button tone="primary" onPress={() => setWarned(true)}>
                {i18n.t("Go on to sign")}
              </Button>
            )}
            <Button onPress={onClose}>{i18n.t("Cancel")}</Button>
          </div>
        </div>
      ) : (
        <Skeleton />
      )}
    </Dialog>
  );
}

async function prepare(
  session: Session,
  type: RecordType,
  step: string,
  ids: readonly string[],
  now: string,
): Promise<Prepared> {
  const records = await Promise.all(ids.map((id) => api.get<RecordDetail>(`${type.path}/${id}`)));
  const judged = records.map((shown) => ({
    shown,
    why: refusals(type, step, dataOf(type, shown), personOf(session, shown.scopeId), now),
  }));
  return {
    closed: judged
      .filter(({ why }) => why.length > 0)
      .map(({ shown, why }) => ({ name: nameOf(shown), why: why.map(saySentence).join(" ") })),
    signings: await Promise.all(
      judged.filter(({ why }) => why.length === 0).map(({ shown }) => signingOf(type, shown, step)),
    ),
  };
}
