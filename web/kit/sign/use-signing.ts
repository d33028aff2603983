import { i18n } from "@lingui/core";
import { useState } from "react";
import { api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { keyOf, purposeOf, type Signing } from "./signing.ts";

/** How it went with one of them; a change in the meantime is shown anew and signed by nobody. */
export type Standing = "open" | "signed" | "changed";

type Faults = { password?: string; roles: Record<string, string> };

export type Ceremony = ReturnType<typeof useSigning>;

/** Each is proven and signed by itself, in order; the first that fails stops the rest. */
export function useSigning(signings: readonly Signing[], onSigned: () => void) {
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<Record<string, string>>({});
  const [standings, setStandings] = useState<Record<string, Standing>>({});
  const [faults, setFaults] = useState<Faults>({ roles: {} });
  const [failure, setFailure] = useState<unknown>();
  const [isPending, setPending] = useState(false);

  async function signOne(signing: Signing): Promise<void> {
    const key = keyOf(signing);
    const { digest } = signing;
    const purpose = purposeOf(signing);
    const typed = { password, purpose, digest };
    const { proof } = await api.post<{ proof: string }>("/auth/step-up", typed);
    await signing.act({ proof, digest, ...(roles[key] ? { role: roles[key] } : {}) });
    setStandings((known) => ({ ...known, [key]: "signed" }));
  }

  function refuse(error: unknown, signing: Signing): void {
    const key = keyOf(signing);
    const fault = (path: string) =>
      error instanceof ApiProblem && error.fields.find((one) => one.path.endsWith(path))?.message;
    const [wrongPassword, wrongRole] = [fault("password"), fault("role")];
    if (wrongPassword) setFaults({ password: wrongPassword, roles: {} });
    else if (wrongRole) setFaults({ roles: { [key]: wrongRole } });
    else if (error instanceof ApiProblem && error.status === 409) {
      setStandings((known) => ({ ...known, [key]: "changed" }));
      setPassword("");
      setFailure(error);
    } else setFailure(error);
  }

  async function sign(choices: ReadonlyMap<string, readonly string[]>): Promise<void> {
    setFailure(undefined);
    const missing = missingIn(signings, password, roles, choices);
    setFaults(missing);
    if (missing.password !== undefined || Object.keys(missing.roles).length > 0) return;
    setPending(true);
    try {
      for (const signing of signings) {
        if (standings[keyOf(signing)] === "signed") continue;
        try {
          await signOne(signing);
        } catch (error) {
          return refuse(error, signing);
        }
      }
      setPassword("");
      onSigned();
    } finally {
      setPending(false);
    }
  }

  /** What was shown is out of date; once it was loaded anew it may be signed like any other. */
  function forgetChanges(): void {
    setStandings((known) =>
      Object.fromEntries(Object.entries(known).filter(([, standing]) => standing !== "changed")),
    );
    setFailure(undefined);
  }

  return {
    forgetChanges,
    ...{ password, roles, standings, faults, failure, isPending, sign, setPassword },
    chooseRole: (key: string, role: string) => setRoles((known) => ({ ...known, [key]: role })),
  };
}

function missingIn(
  signings: readonly Signing[],
  password: string,
  roles: Record<string, string>,
  choices: ReadonlyMap<string, readonly string[]>,
): Faults {
  const keys = signings.map(keyOf);
  const open = keys.filter((key) => (choices.get(key)?.length ?? 0) > 1 && !roles[key]);
  return {
    ...(password === "" ? { password: i18n.t("Type your password to sign.") } : {}),
    roles: Object.fromEntries(
      open.map((key) => [key, i18n.t("Choose the role in which you sign.")]),
    ),
  };
}
