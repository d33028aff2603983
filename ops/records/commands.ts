import { apps } from "../house/apps.ts";
import { draftOf } from "./draft.ts";
import { readLock, withNew, writeLock } from "./lock.ts";

const types = apps.flatMap(({ records = [] }) => records);

export const draftCommand = ([name]: readonly string[]): number => {
  const type = types.find((one) => one.name === name);
  if (!type) {
    console.error(
      `Say which type: plumb schema draft ${types.map((one) => one.name).join(" | ")}. A new one has to stand in its app's "records" first.`,
    );
    return 2;
  }
  console.log(draftOf(type));
  return 0;
};

export const lockCommand = (): number => {
  const lock = readLock();
  const next = withNew(lock, types);
  const fresh = Object.entries(next).flatMap(([type, versions]) =>
    Object.keys(versions)
      .filter((version) => lock[type]?.[version] === undefined)
      .map((version) => `${type} ${version}`),
  );
  writeLock(next);
  console.log(fresh.length > 0 ? `Locked: ${fresh.join(", ")}.` : "Nothing is new.");
  return 0;
};
