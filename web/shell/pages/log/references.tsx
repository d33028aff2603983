import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Link, Raw, useMay, useResource } from "#kit";
import type { Change } from "./data.ts";

type Named = { id: string; name: string };

const shown: Record<string, (props: { id: string }) => ReactNode> = {
  membership_id: PersonReference,
  role_id: RoleReference,
  scope_id: ScopeReference,
};

export function isReference(field: string): boolean {
  return field in shown;
}

/** What the entry points to, by its name of today; the ids that are proven stay among the technical fields. */
export function References({ changes }: { changes: readonly Change[] }): ReactNode {
  const found = changes.flatMap(({ field, old, new: now }) => {
    const Reference = shown[field];
    const id = now ?? old;
    return Reference && id ? [<Reference key={field} id={id} />] : [];
  });
  return found.length > 0 && <dl className="s-changes">{found}</dl>;
}

function PersonReference({ id }: { id: string }): ReactNode {
  return useMay("access.person.read") && <PersonLine id={id} />;
}

function PersonLine({ id }: { id: string }): ReactNode {
  const { data } = useResource<{ printedName: string }>(`/people/${id}`);
  return <Line label={i18n.t("Person")} to={`/people/${id}`} name={data?.printedName} />;
}

function RoleReference({ id }: { id: string }): ReactNode {
  return useMay("access.role.read") && <RoleLine id={id} />;
}

function RoleLine({ id }: { id: string }): ReactNode {
  const { data } = useResource<{ items: Named[] }>("/roles");
  return <Line label={i18n.t("Role")} to={`/roles/${id}`} name={nameIn(data?.items, id)} />;
}

function ScopeReference({ id }: { id: string }): ReactNode {
  return useMay("access.scope.read") && <ScopeLine id={id} />;
}

function ScopeLine({ id }: { id: string }): ReactNode {
  const { data } = useResource<{ items: Named[] }>("/scopes");
  return <Line label={i18n.t("Scope")} to="/scopes" name={nameIn(data?.items, id)} />;
}

/** Nothing while it loads, and for what is gone or out of sight. */
function Line({
  label,
  to,
  name,
}: {
  label: string;
  to: string;
  name: string | undefined;
}): ReactNode {
  if (name === undefined) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Link to={to}>
          <Raw>{name}</Raw>
        </Link>
      </dd>
    </div>
  );
}

function nameIn(items: readonly Named[] | undefined, id: string): string | undefined {
  return items?.find((item) => item.id === id)?.name;
}
