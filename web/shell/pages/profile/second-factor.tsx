import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Facts,
  FormDialog,
  Problem,
  Raw,
  showSaved,
  Skeleton,
  Status,
  useRefresh,
  useResource,
  When,
} from "#kit";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { codeField, passwordField, SetUpSecondFactor } from "./set-up-second-factor.tsx";

type State = { confirmedAt: string | null; recoveryCodes: number; demandedBy: string[] };

const FEW = 3;

export function SecondFactor(): ReactNode {
  const { data, error, refetch } = useResource<State>("/auth/second-factor");
  const refresh = useRefresh();
  const [isSettingUp, setSettingUp] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (): void => {
    setSettingUp(false);
    setCodes(undefined);
    void refresh("/auth/");
  };
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  if (codes) return <RecoveryCodes codes={codes} done={done} />;
  if (isSettingUp)
    return (
      <SetUpSecondFactor
        isReplacing={data.confirmedAt !== null}
        done={() => {
          done();
          showSaved(i18n.t("Second factor set up"));
        }}
        onCancel={() => setSettingUp(false)}
      />
    );
  return data.confirmedAt === null ? (
    <NotSetUp setUp={() => setSettingUp(true)} />
  ) : (
    <InForce
      state={{ ...data, confirmedAt: data.confirmedAt }}
      replace={() => setSettingUp(true)}
      show={setCodes}
    />
  );
}

function NotSetUp({ setUp }: { setUp: () => void }): ReactNode {
  return (
    <div className="k-stack">
      <p className="k-soft">
        {i18n.t(
          "With a second factor, nobody signs in as you with your password alone: a code from your phone is asked as well.",
        )}
      </p>
      <p>
        <Button icon="lock" onPress={setUp}>
          {i18n.t("Set up a second factor")}
        </Button>
      </p>
    </div>
  );
}

type InForceProps = {
  state: State & { confirmedAt: string };
  replace: () => void;
  show: (codes: readonly string[]) => void;
};

function InForce({ state, replace, show }: InForceProps): ReactNode {
  const [asked, setAsked] = useState<"codes" | "remove">();
  const refresh = useRefresh();
  const { confirmedAt, recoveryCodes, demandedBy } = state;
  const close = (): void => setAsked(undefined);
  return (
    <div className="k-stack">
      <Facts
        facts={[
          {
            label: i18n.t("Authenticator app"),
            value: (
              <span className="k-row">
                <Status tone="force">{i18n.t("In force")}</Status> <When at={confirmedAt} />
              </span>
            ),
          },
          { label: i18n.t("Recovery codes left"), value: <CodesLeft count={recoveryCodes} /> },
          {
            label: i18n.t("Asked for by"),
            value: demandedBy.length > 0 && <Raw>{demandedBy.join(", ")}</Raw>,
          },
        ]}
      />
      <div className="k-row">
        <Button onPress={() => setAsked("codes")}>{i18n.t("New recovery codes")}</Button>
        <Button onPress={replace}>{i18n.t("Use another app")}</Button>
        {demandedBy.length === 0 && (
          <Button onPress={() => setAsked("remove")}>{i18n.t("Remove")}</Button>
        )}
      </div>
      <FormDialog
        title={i18n.t("Make new recovery codes?")}
        text={i18n.t("The old ones are worth nothing then.")}
        fields={[passwordField(), codeField()]}
        initial={{ password: "", code: "" }}
        verb={i18n.t("Make new codes")}
        isOpen={asked === "codes"}
        onClose={close}
        save={(values) =>
          api.post<{ recoveryCodes: string[] }>("/auth/second-factor/recovery-codes", values)
        }
        onSaved={({ recoveryCodes: made }) => show(made)}
      />
      <FormDialog
        title={i18n.t("Remove the second factor?")}
        text={i18n.t("Your password alone then signs in as you.")}
        fields={[passwordField(), codeField()]}
        initial={{ password: "", code: "" }}
        verb={i18n.t("Remove")}
        tone="danger"
        isOpen={asked === "remove"}
        onClose={close}
        save={(values) => api.post("/auth/second-factor/remove", values)}
        onSaved={() => {
          void refresh("/auth/");
          showSaved(i18n.t("Second factor removed"));
        }}
      />
    </div>
  );
}

function CodesLeft({ count }: { count: number }): ReactNode {
  if (count > FEW) return <Raw>{count}</Raw>;
  return (
    <span className="k-row">
      <Raw>{count}</Raw> <Status tone="risk">{i18n.t("Make new ones soon")}</Status>
    </span>
  );
}
