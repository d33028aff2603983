import { createTransport } from "nodemailer";
import type { MailSettings } from "./settings.ts";

export type Letter = {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
};

export type Mailer = {
  /** Resolves once the relay has taken responsibility for the letter. */
  readonly send: (letter: Letter) => Promise<void>;
  /** Signs in at the relay and sends nothing. */
  readonly verify: () => Promise<void>;
};

export const openMailer = (settings: MailSettings): Mailer => {
  const { host, port, secure, requireTls, user, password, from } = settings;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: requireTls,
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const reach = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      throw sentence(error, `${host}:${port}`);
    });
  return {
    send: async ({ id, recipient, subject, body }) => {
      await reach(
        transport.sendMail({
          from,
          to: { name: "", address: recipient },
          subject,
          text: body,
          // The same at every attempt, so that a letter that went out twice is known for one.
          messageId: `<${id}@plumbline>`,
          headers: { "Auto-Submitted": "auto-generated" },
        }),
      );
    },
    verify: async () => {
      await reach(transport.verify());
    },
  };
};

/** A relay's own words quote addresses and sometimes the letter: of those only the codes remain. */
const sentence = (error: unknown, relay: string): Error => {
  const { code = "", responseCode } = error as { code?: string; responseCode?: number };
  const codes = [code, responseCode].filter(Boolean).join(" ");
  const next = nextStep[code] ?? "Look at that server and at SMTP_URL.";
  return new Error(`The mail server ${relay} did not do its part (${codes || "no code"}). ${next}`);
};

const nextStep: Readonly<Record<string, string>> = {
  EAUTH: "Correct the user and the password in SMTP_URL.",
  EDNS: "Correct the host in SMTP_URL, or mend the name service of this machine.",
  ECONNECTION: "Start it, or correct the host and the port in SMTP_URL.",
  ESOCKET: "Start it, or correct the host and the port in SMTP_URL.",
  ETIMEDOUT: "Start it, open the firewall to it, or correct the host and the port in SMTP_URL.",
  ETLS: "Give it a certificate this machine trusts, or add ?tls=optional to SMTP_URL for a relay in your own network.",
  EENVELOPE: "It refuses the sender or the recipient: see MAIL_FROM, and that server's own log.",
};
