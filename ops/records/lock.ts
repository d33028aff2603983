import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { canonicalMachine, type RecordType } from "#core/records";

/** Every machine that records may be on, by type and version, with what it hashes to. */
export type Lock = Readonly<Record<string, Readonly<Record<string, string>>>>;

const file = new URL("../../machines.lock.json", import.meta.url);

export const readLock = (): Lock => JSON.parse(readFileSync(file, "utf8")) as Lock;

export const writeLock = (lock: Lock): void =>
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

/** What would change the life of a record that has begun already. */
export const faultsOfLock = (lock: Lock, types: readonly RecordType[]): readonly string[] => {
  const now = lockOf(types);
  const known = Object.entries(lock).flatMap(([type, versions]) =>
    Object.entries(versions).flatMap(([version, hash]) => {
      const is = now[type]?.[version];
      if (is === hash) return [];
      return is === undefined
        ? [
            `${type}: version ${version} of its machine has vanished, and records may be on it. Keep it under "earlier".`,
          ]
        : [
            `${type}: the machine of version ${version} has changed since it was locked. Freeze the locked one under "earlier", raise "version" and run plumb machines lock.`,
          ];
    }),
  );
  return [...known, ...unlocked(lock, now)];
};

const unlocked = (lock: Lock, now: Lock): readonly string[] =>
  Object.entries(now).flatMap(([type, versions]) =>
    Object.keys(versions)
      .filter((version) => lock[type]?.[version] === undefined)
      .map(
        (version) =>
          `${type}: version ${version} of its machine is not locked yet. Run plumb machines lock.`,
      ),
  );

/** The lock with what is new; what stands in it already stays, for a locked version never changes. */
export const withNew = (lock: Lock, types: readonly RecordType[]): Lock => {
  const now = lockOf(types);
  const names = [...new Set([...Object.keys(lock), ...Object.keys(now)])].toSorted();
  return Object.fromEntries(names.map((name) => [name, { ...now[name], ...lock[name] }]));
};

const lockOf = (types: readonly RecordType[]): Lock =>
  Object.fromEntries(
    types.map((type) => [
      type.name,
      Object.fromEntries(
        [...type.earlier, type].map((machine) => [
          machine.version,
          createHash("sha256").update(canonicalMachine(machine)).digest("hex"),
        ]),
      ),
    ]),
  );
