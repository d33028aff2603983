/** The wall time of an instant in a zone, as a date-and-time input writes it: "2026-11-20T09:30". */
export function wallTime(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(new Date(instant));
  return parts.replace(" ", "T").slice(0, 16);
}

/** The instant at which a zone's clocks show this; in the hour that comes twice, the earlier one. */
export function instantAt(wall: string, zone: string): string {
  const asIfUtc = Date.parse(`${wall}Z`);
  const shifts = [asIfUtc - 86_400_000, asIfUtc + 86_400_000].map((near) => shiftAt(near, zone));
  const tries = shifts.map((shift) => asIfUtc - shift).toSorted((one, other) => one - other);
  const fitting = tries.find((at) => wallTime(new Date(at).toISOString(), zone) === wall);
  // An hour that the clocks skip means the moment after the leap.
  return new Date(fitting ?? tries.at(-1) ?? asIfUtc).toISOString();
}

function shiftAt(instant: number, zone: string): number {
  const minute = Math.floor(instant / 60_000) * 60_000;
  return Date.parse(`${wallTime(new Date(minute).toISOString(), zone)}Z`) - minute;
}
