const units = ["daily", "weekly", "monthly", "yearly"] as const;

type Unit = (typeof units)[number];

/** How many backups to keep: the newest so many, and the newest of each of so many days, weeks, months or years. */
export type Keep = { readonly last: number } & Readonly<Record<Unit, number>>;

const howToSay = "Say 14 for the newest fourteen, or 7 daily, 4 weekly, 12 monthly, 3 yearly.";

/** Reads "14" or "7 daily, 4 weekly, 12 monthly"; `name` is the option or setting that it stands in. */
export const parseKeep = (text: string, name: string): Keep => {
  const keep = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
  for (const part of text.split(",")) {
    const [, count = "", word = "last"] = /^\s*(\d{1,4})(?:\s+([a-z]+))?\s*$/.exec(part) ?? [];
    const unit = [...units, "last" as const].find((one) => one === word);
    if (!unit || Number(count) < 1 || keep[unit] > 0)
      throw new Error(`${name} is “${text}”. ${howToSay}`);
    keep[unit] = Number(count);
  }
  return keep;
};

/**
 * The instants to keep of those given, in UTC. Only periods that have a backup count, so that a gap costs none of the old
 * ones; and the newest of all always stays, as every rule begins with it.
 */
export const keptOf = (instants: readonly Date[], keep: Keep): ReadonlySet<Date> => {
  const newestFirst = instants.toSorted((a, b) => b.getTime() - a.getTime());
  const kept = new Set(newestFirst.slice(0, Math.max(1, keep.last)));
  for (const unit of units) {
    const seen = new Set<string>();
    for (const instant of newestFirst) {
      const period = periodOf(instant, unit);
      if (seen.size >= keep[unit]) break;
      if (!seen.has(period)) kept.add(instant);
      seen.add(period);
    }
  }
  return kept;
};

/** The day, the month, the year, or the Monday that the week begins with. */
const periodOf = (instant: Date, unit: Unit): string => {
  const day = instant.toISOString().slice(0, 10);
  if (unit === "monthly") return day.slice(0, 7);
  if (unit === "yearly") return day.slice(0, 4);
  if (unit === "daily") return day;
  const monday = new Date(`${day}T00:00:00Z`);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
};
