/** A pending transaction: its highest hint places it, whichever trees its entries belong to. */
export type PendingTransaction = { txid: string; highest: bigint; entries: number };

/**
 * Whole transactions, in order of their highest hint, up to the limit; the first one is taken whatever its size. A later
 * write to a record waits for the earlier one's commit, so its hint is higher than all of that transaction's.
 */
export function takeWhole(pending: PendingTransaction[], limit: number): PendingTransaction[] {
  const ordered = pending.toSorted((a, b) => compare(a.highest, b.highest));
  let entries = 0;
  const fitting = ordered.findIndex((transaction, i) => {
    entries += transaction.entries;
    return i > 0 && entries > limit;
  });
  return fitting < 0 ? ordered : ordered.slice(0, fitting);
}

/** Entries as they are numbered: by transaction in the given order, and by hint within each. */
export function inSequence<Entry extends { txid: string; hint: string }>(
  entries: Entry[],
  transactions: PendingTransaction[],
): Entry[] {
  const place = new Map(transactions.map(({ txid }, i) => [txid, i]));
  const placeOf = (entry: Entry) => place.get(entry.txid) ?? transactions.length;
  return entries.toSorted(
    (a, b) => placeOf(a) - placeOf(b) || compare(BigInt(a.hint), BigInt(b.hint)),
  );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
