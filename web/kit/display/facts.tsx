import type { ReactNode } from "react";

export type Fact = { label: string; value: ReactNode };

/** Label and value in two columns; a fact without a value is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="k-facts">
      {facts.map(
        ({ label, value }) =>
          value !== null &&
          value !== undefined &&
          value !== false &&
          value !== "" && (
            <div key={label} className="k-fact">
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Text that comes from the data: names, titles, codes. It is never translated. */
export function Raw({ children }: { children: ReactNode }): ReactNode {
  return <span translate="no">{children}</span>;
}

/** A titled part of a page. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="k-section" aria-label={title}>
      <div className="k-section-head">
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
