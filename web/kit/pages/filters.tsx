import { i18n } from "@lingui/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Input } from "react-aria-components/Input";
import { SearchField } from "react-aria-components/SearchField";
import { TextInput } from "../controls/fields.tsx";
import { Button } from "../controls/button.tsx";
import { SelectInput, type Option } from "../controls/choices.tsx";
import { Icon } from "../controls/icon.tsx";
import { useUrlState } from "./url-state.ts";

/** The first view is the one without a value in the address. */
export type View = { key: string; label: string };

export type Filter = { name: string; label: string } & (
  | { kind: "choice"; options: readonly Option[]; any: string }
  | { kind: "date" }
  | { kind: "text" }
);

type FilterBarProps = {
  views: { name: string; options: readonly View[] } | undefined;
  filters: readonly Filter[];
  search: string | undefined;
  clear: (() => void) | undefined;
};

export function FilterBar({ views, filters, search, clear }: FilterBarProps): ReactNode {
  const [state, change] = useUrlState();
  return (
    <div className="k-filters" role="search">
      {views && (
        <Views
          {...views}
          chosen={state[views.name]}
          choose={(key) => change({ [views.name]: key })}
        />
      )}
      {search && (
        <Searched
          label={search}
          value={state["search"] ?? ""}
          change={(text) => change({ search: text })}
        />
      )}
      {filters.map((filter) => (
        <FilterField
          key={filter.name}
          filter={filter}
          value={state[filter.name] ?? ""}
          change={(value) => change({ [filter.name]: value })}
        />
      ))}
      {clear && (
        <Button tone="quiet" icon="cross" onPress={clear}>
          {i18n.t("Clear")}
        </Button>
      )}
    </div>
  );
}

function Views({
  options,
  chosen,
  choose,
}: {
  options: readonly View[];
  chosen: string | undefined;
  choose: (key: string | undefined) => void;
}): ReactNode {
  const current = chosen ?? options[0]?.key;
  const row = useRef<HTMLDivElement>(null);
  const place = options.findIndex(({ key }) => key === current);
  // On a phone the row scrolls sideways; the chosen view is never the one out of sight.
  useEffect(() => {
    row.current?.children[place]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [place]);
  return (
    <div
      ref={row}
      className={options.length > 3 ? "k-views k-views-many" : "k-views"}
      role="group"
      aria-label={i18n.t("Views")}
    >
      {options.map(({ key, label }, index) => (
        <button
          key={key}
          type="button"
          className="k-view"
          aria-pressed={key === current}
          onClick={() => choose(index === 0 ? undefined : key)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function FilterField({
  filter,
  value,
  change,
}: {
  filter: Filter;
  value: string;
  change: (value: string) => void;
}): ReactNode {
  if (filter.kind === "choice") {
    const options = [{ key: "", label: filter.any }, ...filter.options];
    return (
      <div className="k-filter">
        <SelectInput
          label={filter.label}
          options={options}
          value={value}
          placeholder={filter.any}
          onChange={change}
        />
      </div>
    );
  }
  return (
    <div className="k-filter">
      {filter.kind === "date" ? (
        <TextInput label={filter.label} type="date" value={value} onChange={change} />
      ) : (
        <Delayed value={value} change={change}>
          {(text, type) => <TextInput label={filter.label} value={text} onChange={type} />}
        </Delayed>
      )}
    </div>
  );
}

function Searched({
  label,
  value,
  change,
}: {
  label: string;
  value: string;
  change: (text: string) => void;
}): ReactNode {
  return (
    <Delayed value={value} change={change}>
      {(text, type) => (
        <SearchField className="k-search" aria-label={label} value={text} onChange={type}>
          <Icon name="search" />
          <Input className="k-input" placeholder={label} data-list-search />
        </SearchField>
      )}
    </Delayed>
  );
}

/** Types at once, filters a moment later. */
function Delayed({
  value,
  change,
  children,
}: {
  value: string;
  change: (text: string) => void;
  children: (text: string, type: (text: string) => void) => ReactNode;
}): ReactNode {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => change(text), 250);
    return () => clearTimeout(timer);
  });
  return children(text, setText);
}
