import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { Secret, TOTP } from "otpauth";
import type { Context } from "#core/operation";
import { digestOf } from "./session.ts";

const PERIOD_SECONDS = 30;
/** Clocks of telephones differ: one step to either side is taken as well. */
const WINDOW_STEPS = 1;
const RECOVERY_CODES = 10;

/** A second factor in force, and whose it is. */
export type Factor = { readonly personId: string; readonly secret: string };

/** What every authenticator app understands: SHA-1, six digits, half a minute. */
const totp = (secret: string, username?: string): TOTP =>
  new TOTP({
    issuer: "Plumbline",
    ...(username === undefined ? {} : { label: username }),
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });

/** 160 bits, as RFC 4226 recommends. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

export const uriOf = (secret: string, username: string): string =>
  totp(secret, username).toString();

/** The step in time that the code belongs to; null when it is none of now. */
export const stepOf = (secret: string, typed: string, now: Date): number | null => {
  const token = bare(typed);
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token, timestamp, window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
};

export const factorOf = async (ctx: Context, personId: string): Promise<Factor | null> => {
  const { rows } = await sql<{
    secret: string | null;
  }>`select secret from person_second_factor(${personId})`.execute(ctx.db);
  const secret = rows[0]?.secret ?? null;
  return secret === null ? null : { personId, secret };
};

/** Takes a code of the app or a recovery code, once; null when it is neither. */
export const takeCode = async (
  ctx: Context,
  factor: Factor,
  typed: string,
): Promise<"app" | "recovery" | null> => {
  const step = stepOf(factor.secret, typed, ctx.now());
  const { rows } =
    step === null
      ? await sql<{
          taken: boolean;
        }>`select person_take_recovery_code(${factor.personId}, ${digestOf(bare(typed))},
          ${ctx.now()}) as taken`.execute(ctx.db)
      : await sql<{
          taken: boolean;
        }>`select person_take_step(${factor.personId}, ${factor.secret}, ${step}) as taken`.execute(
          ctx.db,
        );
  if (!rows[0]?.taken) return null;
  return step === null ? "recovery" : "app";
};

/** Replaces whatever codes there were. Only digests are kept: 80 random bits need no slow hash. */
export const giveRecoveryCodes = async (
  ctx: Context,
  personId: string,
): Promise<readonly string[]> => {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const ids = codes.map(() => ctx.newId());
  const digests = codes.map((code) => digestOf(bare(code)));
  await sql`select person_set_recovery_codes(${personId}, ${ids}::uuid[], ${digests}::bytea[])`.execute(
    ctx.db,
  );
  return codes;
};

const newRecoveryCode = (): string => {
  const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.toLowerCase();
  return text.match(/.{4}/g)?.join("-") ?? text;
};

/** People copy codes with spaces, hyphens and capitals. */
const bare = (typed: string): string => typed.replaceAll(/[\s-]/g, "").toLowerCase();
