import { z } from "zod";

/** What a password is typed for when something is signed. */
export const purposeOf = (signing: {
  readonly type: string;
  readonly point: string;
  readonly recordId: string;
}): string => `sign ${signing.type}.${signing.point} ${signing.recordId}`;

/** What a command takes that signs: the proof of the ceremony, the digest of what was shown, the role acted in. */
export const signatureShape = z.strictObject({
  proof: z.string().min(1, "Type your password to sign.").max(200, "Send the proof as it came."),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Send the digest of what was shown, in 64 hexadecimal digits."),
  role: z.string().max(80, "Use at most 80 characters.").optional(),
});

export const signatureExample = {
  proof: "k3Jv…",
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
};
