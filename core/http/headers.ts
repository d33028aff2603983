/** One table for every status. Inline script and style are refused; style set through the CSSOM is not inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const always: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const behindTls: Readonly<Record<string, string>> = {
  ...always,
  "strict-transport-security": "max-age=31536000; includeSubDomains",
};

/** Browsers ignore HSTS over plain HTTP, and a machine without TLS must not promise it. */
export const securityHeaders = (secure: boolean): Readonly<Record<string, string>> =>
  secure ? behindTls : always;
