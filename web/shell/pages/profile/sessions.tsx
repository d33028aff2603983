import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  api,
  Button,
  Chip,
  Problem,
  Raw,
  showSaved,
  Skeleton,
  useRefresh,
  useResource,
  When,
} from "#kit";

type SignedIn = {
  id: string;
  current: boolean;
  kind: "browser" | "api";
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  address: string | null;
  device: string | null;
};

export function Sessions(): ReactNode {
  const { data, error, refetch } = useResource<{ items: SignedIn[] }>("/auth/sessions");
  const refresh = useRefresh();
  const end = useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined ? api.post("/auth/sessions/end-others") : api.remove(`/auth/sessions/${id}`),
    onSuccess: async () => {
      await refresh("/auth/sessions");
      showSaved(i18n.t("Signed out there"));
    },
  });
  if (!data)
    return error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton lines={3} />;
  return (
    <div className="k-stack">
      {end.error && <Problem error={end.error} />}
      <ul className="k-lines">
        {data.items.map((session) => (
          <li key={session.id}>
            <span className="k-strong">
              <Raw>{deviceName(session.device)}</Raw>
            </span>
            <span className="k-soft">
              <Raw>{session.address}</Raw> ·{" "}
              {session.kind === "api" ? i18n.t("API client") : i18n.t("browser")} ·{" "}
              {i18n.t("last seen")} <When at={session.seenAt} />
            </span>
            {session.current ? (
              <Chip>{i18n.t("this one")}</Chip>
            ) : (
              <Button onPress={() => end.mutate(session.id)}>{i18n.t("Sign out")}</Button>
            )}
          </li>
        ))}
      </ul>
      {data.items.length > 1 && (
        <p>
          <Button isPending={end.isPending} onPress={() => end.mutate(undefined)}>
            {i18n.t("Sign out everywhere else")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** A browser introduces itself at length; its own name and system are enough here. */
function deviceName(device: string | null): string {
  const browser =
    /(Edg|Firefox|Chrome|Safari|curl|node)\b/i.exec(device ?? "")?.[1] ??
    device?.slice(0, 40) ??
    "–";
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(device ?? "")?.[1];
  return [browser === "Edg" ? "Edge" : browser, system].filter(Boolean).join(", ");
}
