import { i18n } from "@lingui/core";
import { useRef, type ReactNode } from "react";
import { Button } from "../controls/button.tsx";
import { LongTextInput, type FieldFrame } from "../controls/fields.tsx";
import { readSource } from "./rich-text-source.ts";
import { RichText } from "./rich-text.tsx";

type Props = FieldFrame & {
  value: string;
  maxLength: number | undefined;
  onChange: (value: string) => void;
};

type Mark = { label: string; around?: [string, string]; before?: string };

/** Text with a few marks, and beneath it what readers will see. The buttons write the marks for whoever does not know them. */
export function RichTextInput({ value, onChange, ...frame }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const marks: Mark[] = [
    { label: i18n.t("Bold"), around: ["**", "**"] },
    { label: i18n.t("Italic"), around: ["*", "*"] },
    { label: i18n.t("Link"), around: ["[", "](https://)"] },
    { label: i18n.t("Heading"), before: "# " },
    { label: i18n.t("List"), before: "- " },
    { label: i18n.t("Numbered list"), before: "1. " },
  ];
  const put = (mark: Mark): void => {
    const area = box.current?.querySelector("textarea");
    if (!area) return;
    const { text, from, to } = marked(value, area.selectionStart, area.selectionEnd, mark);
    onChange(text);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(from, to);
    });
  };
  return (
    <div ref={box} className="k-rich-input">
      <LongTextInput {...frame} value={value} onChange={onChange} rows={7} />
      <div className="k-row" role="group" aria-label={i18n.t("Marks")}>
        {marks.map((mark) => (
          <Button key={mark.label} tone="quiet" onPress={() => put(mark)}>
            {mark.label}
          </Button>
        ))}
      </div>
      {value.trim() !== "" && (
        <div className="k-rich-preview" role="group" aria-label={i18n.t("As it will be shown")}>
          <RichText tree={readSource(value)} />
        </div>
      )}
    </div>
  );
}

function marked(value: string, start: number, end: number, { around, before = "" }: Mark) {
  if (around) {
    const [open, close] = around;
    const text = `${value.slice(0, start)}${open}${value.slice(start, end)}${close}${value.slice(end)}`;
    return { text, from: start + open.length, to: end + open.length };
  }
  const line = value.lastIndexOf("\n", start - 1) + 1;
  const text = `${value.slice(0, line)}${before}${value.slice(line)}`;
  return { text, from: start + before.length, to: end + before.length };
}
