import { formatLocale } from "./language.ts";

const second = 1_000;
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", second],
  ["minute", 60 * second],
  ["hour", 3_600 * second],
  ["day", 86_400 * second],
];

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(formatLocale()).format(value);
}

/** Date, time and zone, to the second: what an audit asks for. */
export function formatExact(instant: string, zone: string): string {
  return new Intl.DateTimeFormat(formatLocale(), {
    dateStyle: "medium",
    timeStyle: "long",
    timeZone: zone,
  }).format(new Date(instant));
}

/** "5 minutes ago" up to a week, then the date. */
export function formatRelative(instant: string, zone: string, now = Date.now()): string {
  const distance = Date.parse(instant) - now;
  if (Math.abs(distance) > 7 * 86_400 * second) return formatDate(instant, zone);
  const [unit, size] = steps.findLast(([, length]) => Math.abs(distance) >= length) ?? [
    "second",
    second,
  ];
  return new Intl.RelativeTimeFormat(formatLocale(), { numeric: "auto" }).format(
    Math.round(distance / size),
    unit,
  );
}

/** A calendar day ("2026-11-20") has no zone of its own; an instant is shown on the organisation's day. */
export function formatDate(dayOrInstant: string, zone = "UTC"): string {
  const isDay = dayOrInstant.length === 10;
  return new Intl.DateTimeFormat(formatLocale(), {
    dateStyle: "medium",
    timeZone: isDay ? "UTC" : zone,
  }).format(new Date(dayOrInstant));
}

/** Today in a zone, as the API writes days. */
export function today(zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(
    new Date(),
  );
}
