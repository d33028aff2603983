import { z } from "zod";

export const uuid = z.uuid({ error: "This must be an id." });
export const username = z
  .string()
  .trim()
  .min(1, "Enter a user name.")
  .max(120, "Use at most 120 characters.");
export const newUsername = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,119}$/u,
    "Use 2 to 120 letters, digits, dots, hyphens or an e-mail address.",
  );
export const email = z
  .email({ error: "Enter an e-mail address, such as name@example.org." })
  .max(254);
export const typedPassword = z
  .string()
  .min(1, "Enter the password.")
  .max(1_000, "Use at most 1,000 characters.");
export const typedCode = z
  .string()
  .trim()
  .min(1, "Enter the code of your authenticator app, or a recovery code.")
  .max(40, "Use at most 40 characters.");
export const language = z.enum(["en", "el", "es"], { error: "Choose en, el or es." });
export const instant = z.string();
export const nothing = z.null();

export const session = z.strictObject({
  person: z.strictObject({ id: uuid, username: z.string(), email: z.string().nullable() }),
  membership: z
    .strictObject({
      id: uuid,
      printedName: z.string().nullable(),
      title: z.string().nullable(),
      department: z.string().nullable(),
      language: z.string(),
    })
    .nullable(),
  organization: z
    .strictObject({ id: uuid, name: z.string(), zone: z.string(), language: z.string() })
    .nullable(),
  organizations: z.array(z.strictObject({ id: uuid, name: z.string() })),
  permissions: z.record(z.string(), z.union([z.literal("organization"), z.array(uuid)])),
  roles: z.array(z.strictObject({ key: z.string().nullable(), name: z.string() })),
  mustEnrol: z
    .boolean()
    .describe("A role asks for a second factor: nothing else is open until it is set up."),
  demo: z.boolean(),
  expiresAt: instant,
  idleSeconds: z.int(),
  /** How far the organisation's log had come: what is read from now on is at least as new. */
  seq: z.int(),
});

const person = "0198f1a0-0000-7000-8000-000000000001";
const organization = "0198f1a0-0000-7000-8000-0000000000aa";

export const sessionExample = {
  person: { id: person, username: "nora.lind", email: "nora.lind@example.org" },
  membership: {
    id: "0198f1a0-0000-7000-8000-000000000002",
    printedName: "Nora Lind",
    title: "Quality manager",
    department: "Quality",
    language: "en",
  },
  organization: {
    id: organization,
    name: "Northlake Pharma",
    zone: "Europe/Stockholm",
    language: "en",
  },
  organizations: [{ id: organization, name: "Northlake Pharma" }],
  permissions: { "home.notice.read": "organization" },
  roles: [{ key: "member", name: "Member" }],
  mustEnrol: false,
  demo: false,
  expiresAt: "2026-11-20T16:00:00+00:00",
  idleSeconds: 1800,
  seq: 1042,
};
