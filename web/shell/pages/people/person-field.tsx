import { useEffect, useState, type ReactNode } from "react";
import { ComboInput, useList, type FormField, type Option } from "#kit";
import type { Person } from "./data.ts";

type Wanted = {
  name: string;
  label: string;
  help?: string;
  placeholder?: string;
  required?: boolean;
  /** False where every field of the form is required. */
  isMarked?: boolean;
  /** Whom nobody may choose here. */
  except: string;
  /** Who is chosen already, and perhaps not among the first that are found. */
  known: { id: string; name: string } | null;
};

/** A field of a form in which one active person is chosen; typing searches among all of them. */
export function personField({ except, known, placeholder, ...field }: Wanted): FormField {
  return {
    ...field,
    kind: "own",
    show: ({ value, onChange, error }) => (
      <PersonInput
        {...field}
        placeholder={placeholder}
        except={except}
        known={known}
        value={String(value)}
        onChange={onChange}
        error={error}
      />
    ),
  };
}

type InputProps = Omit<Wanted, "name" | "placeholder"> & {
  placeholder: string | undefined;
  value: string;
  onChange: (id: string) => void;
  error: string | undefined;
};

function PersonInput({ except, known, value, onChange, ...frame }: InputProps): ReactNode {
  const [search, setSearch] = useSettled("");
  const { items = [] } = useList<Person>("/people", { search, limit: 20 });
  const [chosen, setChosen] = useState(known);
  const options = items
    .filter(({ id }) => id !== except && id !== chosen?.id)
    .map(({ id, printedName }) => ({ id, name: printedName }));
  return (
    <ComboInput
      {...frame}
      options={[...(chosen ? [chosen] : []), ...options].map(toOption)}
      value={value}
      // The name that was just chosen finds everybody again: the next look is for somebody else.
      onSearch={(text) => setSearch(text === chosen?.name ? "" : text)}
      onChange={(id) => {
        setChosen(
          options.find((option) => option.id === id) ?? (id === chosen?.id ? chosen : null),
        );
        onChange(id);
      }}
    />
  );
}

function toOption({ id, name }: { id: string; name: string }): Option {
  return { key: id, label: name, raw: true };
}

/** Follows what is typed once nobody types for a moment. */
function useSettled(initial: string): [string, (text: string) => void] {
  const [text, setText] = useState(initial);
  const [settled, setSettled] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return [settled, setText];
}
