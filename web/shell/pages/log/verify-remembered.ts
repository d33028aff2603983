import { readCheckpoint } from "#core/log/verify";

/** The last checkpoint of a log that verified in this browser. It is public data: it holds hashes and a signature. */
export type Remembered = { seenAt: string | null; size: number | null; checkpoint: string };

const nameOf = (organization: string): string => `plumbline.log.${organization}`;

/** Whatever is stored is compared, even when it cannot be read: a damaged memory is a finding, not a first visit. */
export function recall(organization: string): Remembered | null {
  const stored = localStorage.getItem(nameOf(organization));
  if (stored === null) return null;
  const end = stored.indexOf("\n");
  const seenAt = stored.slice(0, end);
  const checkpoint = stored.slice(end + 1);
  return {
    seenAt: Number.isNaN(Date.parse(seenAt)) ? null : seenAt,
    size: readCheckpoint(checkpoint)?.size ?? null,
    checkpoint,
  };
}

export function remember(organization: string, checkpoint: string): void {
  localStorage.setItem(nameOf(organization), `${new Date().toISOString()}\n${checkpoint}`);
}
