import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../controls/button.tsx";
import { CheckGroup } from "../controls/check-group.tsx";
import { ComboInput } from "../controls/choices.tsx";
import { TextInput } from "../controls/fields.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { useUrlState, type UrlState } from "../pages/url-state.ts";
import { formatDate } from "../text/format.ts";
import { namesOf, type RecordFilter } from "./list-query.ts";

/** A chip for each filter that narrows the list, and a menu of the others. */
export function FilterChips({ filters }: { filters: readonly RecordFilter[] }): ReactNode {
  const [state, change] = useUrlState();
  const [begun, begin] = useState<string>();
  const isSet = (filter: RecordFilter): boolean => namesOf(filter).some((name) => state[name]);
  const shown = filters.filter((filter) => isSet(filter) || filter.name === begun);
  const others = filters.filter((filter) => !shown.includes(filter));
  const clear = (some: readonly RecordFilter[]): void => {
    begin(undefined);
    change(Object.fromEntries(some.flatMap(namesOf).map((name) => [name, undefined])));
  };
  const add = (filter: RecordFilter): void => {
    if (filter.kind === "is") change({ [filter.name]: "true" });
    else begin(filter.name);
  };
  return (
    <div className="k-filter-chips" role="search" aria-label={i18n.t("Filters")}>
      {shown.map((filter) => (
        <FilterChip
          key={filter.name}
          filter={filter}
          isOpen={filter.name === begun}
          setOpen={(isOpen) => begin(isOpen ? filter.name : undefined)}
          clear={() => clear([filter])}
        />
      ))}
      {others.length > 0 && (
        <Menu
          label={i18n.t("Add a filter")}
          trigger={
            <>
              <Icon name="plus" />
              <span className="k-button-text">{i18n.t("Filter")}</span>
            </>
          }
          groups={[
            {
              key: "filters",
              actions: others.map((filter) => ({
                key: filter.name,
                label: filter.label,
                onAction: () => add(filter),
              })),
            },
          ]}
        />
      )}
      {shown.length > 1 && (
        <Button tone="quiet" icon="cross" onPress={() => clear(shown)}>
          {i18n.t("Clear")}
        </Button>
      )}
    </div>
  );
}

function FilterChip({
  filter,
  isOpen,
  setOpen,
  clear,
}: {
  filter: RecordFilter;
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  clear: () => void;
}): ReactNode {
  const [state] = useUrlState();
  const { label } = filter;
  return (
    <span className="k-filter-chip">
      {filter.kind === "is" ? (
        <span className="k-filter-chip-text">{label}</span>
      ) : (
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <AriaButton className="k-filter-chip-text">
            {label} <Said filter={filter} state={state} />
          </AriaButton>
          <Popover className="k-popover" placement="bottom start">
            <Dialog className="k-filter-editor" aria-label={label}>
              <Editor filter={filter} />
            </Dialog>
          </Popover>
        </DialogTrigger>
      )}
      <Button tone="quiet" icon="cross" iconOnly onPress={clear}>
        {i18n.t("Remove the filter {label}", { label })}
      </Button>
    </span>
  );
}

function Said({ filter, state }: { filter: RecordFilter; state: UrlState }): ReactNode {
  if (filter.kind === "range") {
    const day = (text: string): string => (filter.input === "date" ? formatDate(text) : text);
    const [from, to] = namesOf(filter).map((name) => state[name]);
    return (
      <span className="k-strong">
        {from && `${i18n.t("from")} ${day(from)} `}
        {to && `${i18n.t("to")} ${day(to)}`}
      </span>
    );
  }
  const chosen = (state[filter.name] ?? "").split(",");
  const options =
    filter.kind === "is" ? [] : filter.options.filter(({ key }) => chosen.includes(key));
  const isRaw = options.some(({ raw }) => raw);
  return (
    <span className="k-strong" {...(isRaw ? { translate: "no" as const } : {})}>
      {options.map(({ label }) => label).join(", ")}
    </span>
  );
}

function Editor({ filter }: { filter: RecordFilter }): ReactNode {
  const [state, change] = useUrlState();
  const { name, label } = filter;
  const value = state[name] ?? "";
  switch (filter.kind) {
    case "anyOf":
      return (
        <CheckGroup
          label={label}
          options={filter.options}
          value={value === "" ? [] : value.split(",")}
          onChange={(chosen) => change({ [name]: chosen.join(",") })}
        />
      );
    case "one":
      return (
        <ComboInput
          label={label}
          options={filter.options}
          value={value}
          onChange={(chosen) => change({ [name]: chosen })}
        />
      );
    case "range":
      return ["from", "to"].map((end) => (
        <TextInput
          key={end}
          label={end === "from" ? i18n.t("From") : i18n.t("To")}
          type={filter.input}
          value={state[`${name}.${end}`] ?? ""}
          onChange={(typed) => change({ [`${name}.${end}`]: typed })}
        />
      ));
    case "is":
      return null;
  }
}
