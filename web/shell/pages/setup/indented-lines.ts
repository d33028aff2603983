import { i18n } from "@lingui/core";

export type Indented = { line: number; name: string; depth: number };
export type LineFault = { line: number; message: string };

const tab = "    ";
const most = 500;

/** One name a line; a line that is indented further than the one before stands below it. Bullets are no part of a name. */
export function readIndented(text: string): { items: Indented[]; faults: LineFault[] } {
  const items: Indented[] = [];
  const faults: LineFault[] = [];
  const widths: number[] = [];
  const seen = new Set<string>();
  const trail: string[] = [];
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const [, space = "", name = ""] = /^(\s*)(?:[-*•·]\s+)?(.*?)\s*$/u.exec(raw) ?? [];
    if (name === "") return;
    const line = index + 1;
    const width = space.replaceAll("\t", tab).length;
    const isBack = width < (widths.at(-1) ?? 0);
    while (width < (widths.at(-1) ?? 0)) widths.pop();
    if (width > (widths.at(-1) ?? -1)) {
      // Back out, and yet at no level that there is.
      if (isBack)
        faults.push({
          line,
          message: i18n.t("This line is indented between two levels. Align it with one of them."),
        });
      widths.push(width);
    }
    const depth = widths.length - 1;
    items.push({ line, name, depth });
    if (name.length > 120)
      faults.push({ line, message: i18n.t("Use at most 120 characters for a name.") });
    trail.splice(depth, trail.length, name.toLowerCase());
    const place = JSON.stringify(trail);
    if (seen.has(place))
      faults.push({
        line,
        message: i18n.t("This name is in the same place twice. Remove one of the two."),
      });
    seen.add(place);
  });
  const tooMany = items[most];
  if (tooMany)
    faults.push({
      line: tooMany.line,
      message: i18n.t("At most 500 can be added at a time. Cut the list into parts."),
    });
  return { items, faults };
}
