import { Secret, TOTP } from "otpauth";
import { password, type TestHouse } from "./harness.ts";

/** What the app on somebody's phone shows at a moment. */
export const appCode = (secret: string, at: Date | number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Number(at) });

/** Sets up an authenticator app for whoever holds the token; the code that confirmed it is spent. */
export const enrol = async (
  house: TestHouse,
  token: string,
  now: () => Date,
): Promise<{ secret: string; recoveryCodes: readonly string[] }> => {
  const { secret } = await house.call<{ secret: string }>(
    "identity.beginSecondFactor",
    { password },
    token,
  );
  const { recoveryCodes } = await house.call<{ recoveryCodes: string[] }>(
    "identity.confirmSecondFactor",
    { code: appCode(secret, now()) },
    token,
  );
  return { secret, recoveryCodes };
};
