import { i18n } from "@lingui/core";
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Option } from "../controls/choices.tsx";
import { Icon } from "../controls/icon.tsx";

const MOST = 6;

type Props = {
  label: string;
  value: string;
  people: readonly Option[];
  error: string | undefined;
  onChange: (value: string) => void;
};

/** A text in which @ offers the people who may read the record; who is chosen gets a letter. */
export function MentionInput({ label, value, people, error, onChange }: Props): ReactNode {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState<string>();
  const [at, setAt] = useState(0);
  const found =
    typed === undefined
      ? []
      : people
          .filter((one) => one.label.toLowerCase().includes(typed.toLowerCase()))
          .slice(0, MOST);
  const isOpen = found.length > 0;
  const look = (): void => {
    const before = area.current?.value.slice(0, area.current.selectionStart) ?? "";
    setTyped(/(?:^|\s)@([^@\n]{0,40})$/.exec(before)?.[1]);
    setAt(0);
  };
  const take = ({ label: name }: Option): void => {
    const end = area.current?.selectionStart ?? value.length;
    const start = end - (typed?.length ?? 0);
    const text = `${value.slice(0, start)}${name} ${value.slice(end)}`;
    onChange(text);
    setTyped(undefined);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(start + name.length + 1, start + name.length + 1);
    });
  };
  const press = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    const chosen = found[at];
    if (event.key === "ArrowDown") setAt((at + 1) % found.length);
    else if (event.key === "ArrowUp") setAt((at + found.length - 1) % found.length);
    else if (event.key === "Escape") setTyped(undefined);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="k-field k-mention">
      <label htmlFor={id}>{label}</label>
      <textarea
        ref={area}
        id={id}
        className="k-input k-textarea"
        rows={3}
        maxLength={5_000}
        translate="no"
        value={value}
        aria-haspopup="listbox"
        aria-controls={`${id}-people`}
        aria-autocomplete="list"
        aria-describedby={`${id}-help`}
        aria-invalid={error !== undefined}
        {...(isOpen ? { "aria-activedescendant": `${id}-${at}` } : {})}
        onChange={(event) => {
          onChange(event.target.value);
          look();
        }}
        onKeyDown={press}
        onBlur={() => setTyped(undefined)}
      />
      <div
        id={`${id}-people`}
        className="k-menu k-mention-people"
        role="listbox"
        aria-label={i18n.t("People to mention")}
        hidden={!isOpen}
      >
        {found.map((person, index) => (
          <div
            key={person.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className="k-menu-item"
            translate="no"
            // Before the text loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              take(person);
            }}
          >
            {person.label}
          </div>
        ))}
      </div>
      <span id={`${id}-help`} className="k-help">
        {i18n.t("Type @ to mention somebody who may see this. They get a letter.")}
      </span>
      {error !== undefined && (
        <span className="k-error" translate="no">
          <Icon name="alert" />
          {error}
        </span>
      )}
    </div>
  );
}
