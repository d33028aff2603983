export type Labels = Readonly<Record<string, string>>;

/** One line of a family; `suffix` is what histograms append to the family's name. */
export type Line = { readonly suffix?: string; readonly labels: Labels; readonly value: number };

export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly lines: readonly Line[];
};

export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** The Prometheus text exposition format, version 0.0.4. A family without lines is left out. */
export const renderFamilies = (families: readonly Family[]): string =>
  families
    .filter((family) => family.lines.length > 0)
    .map(renderFamily)
    .join("");

const renderFamily = ({ name, help, type, lines }: Family): string =>
  [
    `# HELP ${name} ${escapeHelp(help)}\n`,
    `# TYPE ${name} ${type}\n`,
    ...lines.map(
      (line) =>
        `${name}${line.suffix ?? ""}${renderLabels(line.labels)} ${renderNumber(line.value)}\n`,
    ),
  ].join("");

const renderLabels = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

export const renderNumber = (value: number): string => {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return Number.isNaN(value) ? "NaN" : String(value);
};

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
