/** How letters leave the house: one relay, and who they are from. */
export type MailSettings = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS, which only a relay on this machine may lack. */
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Null when no mail is configured. A fault names the setting only: the address may carry a password. */
export const readMailSettings = (
  env: Environment,
): { settings: MailSettings | null; faults: string[] } => {
  const [text, from] = [env["SMTP_URL"]?.trim() ?? "", env["MAIL_FROM"]?.trim() ?? ""];
  if (text === "" || text === "none") return { settings: null, faults: [] };
  const faults: string[] = [];
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
    faults.push(
      "SMTP_URL is no mail server's address. Write it as smtp://user:password@host:587 or smtps://user:password@host:465.",
    );
  if (!/^(?:[^<>\r\n]{0,200}<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(from))
    faults.push(
      "MAIL_FROM is missing or no sender. Write it as plumbline@your-domain or Plumbline <plumbline@your-domain>.",
    );
  if (!url || faults.length > 0) return { settings: null, faults };
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    settings: {
      host,
      port: Number(url.port || (secure ? 465 : 587)),
      secure,
      requireTls: !secure && url.searchParams.get("tls") !== "optional" && !isHere(host),
      user: url.username === "" ? null : decodeURIComponent(url.username),
      password: url.password === "" ? null : decodeURIComponent(url.password),
      from,
    },
    faults,
  };
};

const isHere = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
