import { isIP } from "node:net";

export type HttpSettings = {
  /** Requests a minute from one address to /api; 0 switches the limit off. */
  readonly apiRateLimit: number;
  /** Attempts a minute from one address at doors that people guess at; 0 switches the limit off. */
  readonly signInRateLimit: number;
  /** Networks whose forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Exact origins that may call the API from a browser, with a bearer token only. */
  readonly corsOrigins: readonly string[];
  /** "auto": secure where a trusted proxy says that the visitor came over https. */
  readonly cookieSecure: boolean | "auto";
  readonly metricsToken: string | null;
  readonly metricsAllow: readonly string[];
  readonly bodyLimitBytes: number;
  readonly headerLimitBytes: number;
  readonly urlLimit: number;
  readonly requestTimeoutMs: number;
  readonly closeTimeoutMs: number;
  /** Tests only: every answer is held against its declared schema. */
  readonly checkResponses: boolean;
};

export const defaultHttpSettings: HttpSettings = {
  apiRateLimit: 1000,
  signInRateLimit: 20,
  trustedProxies: [],
  corsOrigins: [],
  cookieSecure: "auto",
  metricsToken: null,
  metricsAllow: [],
  bodyLimitBytes: 1_048_576,
  headerLimitBytes: 16_384,
  urlLimit: 4096,
  requestTimeoutMs: 30_000,
  closeTimeoutMs: 10_000,
  checkResponses: false,
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting before it answers, so that all faults are reported together. */
export const readHttpSettings = (
  env: Environment,
  { demo }: { readonly demo: boolean },
): { settings: HttpSettings; faults: string[] } => {
  const faults: string[] = [];
  const read = <T>(
    name: string,
    fallback: T,
    parse: (text: string) => T | undefined,
    wanted: string,
  ): T => {
    const text = env[name]?.trim() ?? "";
    if (text === "") return fallback;
    const value = parse(text);
    if (value === undefined) faults.push(`${name} is not ${wanted}. Correct it or leave it out.`);
    return value ?? fallback;
  };

  const settings: HttpSettings = {
    ...defaultHttpSettings,
    apiRateLimit: read(
      "API_RATE_LIMIT",
      defaultHttpSettings.apiRateLimit,
      count,
      "a number of requests a minute (0 for no limit)",
    ),
    // One script may sign in as every account of the demo.
    signInRateLimit: read(
      "SIGN_IN_RATE_LIMIT",
      demo ? 0 : defaultHttpSettings.signInRateLimit,
      count,
      "a number of attempts a minute (0 for no limit)",
    ),
    trustedProxies: read(
      "TRUSTED_PROXIES",
      [],
      list(isNetwork),
      "a comma-separated list of addresses or networks such as 10.0.0.0/8",
    ),
    corsOrigins: read(
      "CORS_ORIGINS",
      [],
      list(isOrigin),
      "a comma-separated list of origins such as https://portal.example.com",
    ),
    cookieSecure: read<boolean | "auto">("COOKIE_SECURE", "auto", yesOrNo, '"true" or "false"'),
    metricsToken: read("METRICS_TOKEN", null, token, "a token of 16 or more visible characters"),
    metricsAllow: read(
      "METRICS_ALLOW",
      [],
      list(isNetwork),
      "a comma-separated list of addresses or networks such as 10.1.2.3",
    ),
  };
  return { settings, faults };
};

const count = (text: string): number | undefined =>
  /^\d{1,7}$/.test(text) ? Number(text) : undefined;

const yesOrNo = (text: string): boolean | undefined => ({ true: true, false: false })[text];

// A value that is no token must never be printed: the fault names the setting only.
const token = (text: string): string | undefined =>
  /^[\x21-\x7e]{16,}$/.test(text) ? text : undefined;

const list =
  (fits: (item: string) => boolean) =>
  (text: string): readonly string[] | undefined => {
    const items = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    return items.every(fits) ? items : undefined;
  };

const isNetwork = (text: string): boolean => {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    prefix === undefined ||
    (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
  );
};

const isOrigin = (text: string): boolean =>
  !text.includes("*") &&
  URL.canParse(text) &&
  /^https?:$/.test(new URL(text).protocol) &&
  new URL(text).origin === text;
