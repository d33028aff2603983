/** Bounds of the feed; tests choose smaller ones. */
export type Limits = {
  /** Sockets of this process, and of one person in it. */
  readonly sockets: number;
  readonly socketsPerPerson: number;
  /** Rights are looked up again at least this often. */
  readonly renewMs: number;
  readonly beatMs: number;
  /** How long a new socket may stay silent, and a closed one unanswered. */
  readonly helloMs: number;
  readonly closeMs: number;
  /** Entries told one by one after a cut; beyond that the client reads everything anew. */
  readonly missed: number;
  /** What may wait for a reader that is slower than the news. */
  readonly bufferBytes: number;
};

export const usualLimits: Limits = {
  sockets: 5000,
  socketsPerPerson: 30,
  renewMs: 60_000,
  beatMs: 15_000,
  helloMs: 10_000,
  closeMs: 2_000,
  missed: 5000,
  bufferBytes: 1_048_576,
};
