import { readFileSync } from "node:fs";
import { hash, verify } from "@node-rs/argon2";
import { Failure, invalid } from "#core/operation";

// OWASP's second Argon2id choice: 19 MiB, two passes. Parameters travel inside the hash, so they may be raised later.
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// Two hashes at a time leave the thread pool to everybody else; beyond the queue's end waiting would outlive the request.
const AT_ONCE = 2;
const MOST_WAITING = 600;

const SHORTEST = 12;
const LONGEST = 200;

let running = 0;
const waiting: (() => void)[] = [];

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normal(password), cost));

/** Costs the same for a name that nobody has. */
export const matchesPassword = async (
  stored: string | null,
  password: string,
): Promise<boolean> => {
  const right = await inTurn(async () => verify(stored ?? (await nobodysHash()), normal(password)));
  return stored !== null && right;
};

/** Length and familiarity only: composition rules make passwords worse. Throws with a sentence beside the field. */
export const checkPassword = (
  password: string,
  about: readonly string[],
  path = "password",
): void => {
  const text = normal(password).toLowerCase();
  const refuse = (message: string): never => {
    throw invalid("This password cannot be used. Choose another.", [{ path, message }]);
  };
  if ([...text].length < SHORTEST)
    refuse(`Use ${SHORTEST} characters or more; a few unrelated words are easy to remember.`);
  if (text.length > LONGEST) refuse(`Use at most ${LONGEST} characters.`);
  if (isFamiliar(text))
    refuse(
      "This is one of the passwords that are tried first. Choose something only you would think of.",
    );
  const word = about
    .map((one) => one.toLowerCase())
    .find((one) => one.length >= 4 && text.includes(one));
  if (word) refuse(`Leave out “${word}”: it is known to others.`);
};

const isFamiliar = (text: string): boolean => {
  const common = commonPasswords();
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return (
    common.has(text) ||
    (core.length < SHORTEST && (core.length === 0 ? isSimple(text) : common.has(core))) ||
    isSimple(text)
  );
};

/** One short piece repeated, or characters that only follow one another. */
const isSimple = (text: string): boolean => {
  if (/^(.{1,5})\1+.{0,5}$/su.test(text)) return true;
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return (
    Math.abs(step) <= 1 &&
    codes.every(
      (code, index) => index === 0 || Math.abs(code - (codes[index - 1] ?? 0)) <= 1 || code === 48,
    )
  );
};

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (waiting.length >= MOST_WAITING) {
    throw new Failure(
      "unavailable",
      "Too many people are signing in at once. Try again in a few seconds.",
      { retryAfterSeconds: 5 },
    );
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
};

const normal = (password: string): string => password.normalize("NFKC");

let nobodys: Promise<string> | undefined;
const nobodysHash = (): Promise<string> =>
  (nobodys ??= hash("the password of nobody at all", cost));

// The most used passwords of public breach collections, as collected by zxcvbn-ts (MIT licence).
let common: ReadonlySet<string> | undefined;
const commonPasswords = (): ReadonlySet<string> =>
  (common ??= new Set(
    readFileSync(new URL("./common-passwords.txt", import.meta.url), "utf8")
      .trim()
      .split("\n"),
  ));
