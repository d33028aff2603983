import { describe, expect, test } from "vitest";
import { defaultHttpSettings, readHttpSettings } from "./settings.ts";

describe("settings of the edge", () => {
  test("an empty environment gives the defaults; the demo lets one script sign in as everybody", () => {
    expect(readHttpSettings({}, { demo: false })).toEqual({
      settings: defaultHttpSettings,
      faults: [],
    });
    expect(readHttpSettings({}, { demo: true }).settings.signInRateLimit).toBe(0);
    expect(
      readHttpSettings({ SIGN_IN_RATE_LIMIT: "5" }, { demo: true }).settings.signInRateLimit,
    ).toBe(5);
  });

  test("everything is read", () => {
    const { settings, faults } = readHttpSettings(
      {
        API_RATE_LIMIT: "0",
        TRUSTED_PROXIES: "10.0.0.0/8, ::1",
        CORS_ORIGINS: "https://portal.example.com,http://localhost:3000",
        COOKIE_SECURE: "true",
        METRICS_TOKEN: "a-token-of-length",
        METRICS_ALLOW: "192.0.2.7",
      },
      { demo: false },
    );
    expect(faults).toEqual([]);
    expect(settings).toMatchObject({
      apiRateLimit: 0,
      trustedProxies: ["10.0.0.0/8", "::1"],
      corsOrigins: ["https://portal.example.com", "http://localhost:3000"],
      cookieSecure: true,
      metricsToken: "a-token-of-length",
      metricsAllow: ["192.0.2.7"],
    });
  });

  test("ASVS 3.4.2: all faults are reported together, and no value of a secret", () => {
    const { faults } = readHttpSettings(
      {
        API_RATE_LIMIT: "-1",
        SIGN_IN_RATE_LIMIT: "many",
        TRUSTED_PROXIES: "10.0.0.0/33",
        CORS_ORIGINS: "*",
        COOKIE_SECURE: "yes",
        METRICS_TOKEN: "short",
        METRICS_ALLOW: "example.com",
      },
      { demo: false },
    );
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual([
      "API_RATE_LIMIT",
      "SIGN_IN_RATE_LIMIT",
      "TRUSTED_PROXIES",
      "CORS_ORIGINS",
      "COOKIE_SECURE",
      "METRICS_TOKEN",
      "METRICS_ALLOW",
    ]);
    expect(faults.join("\n")).not.toContain("short");
  });

  test.each([
    "https://a.example.com/",
    "https://a.example.com/x",
    "ftp://a.example.com",
    "null",
    "https://*.example.com",
  ])("ASVS 3.4.2: %s is no exact origin", (origin) => {
    expect(readHttpSettings({ CORS_ORIGINS: origin }, { demo: false }).faults).toHaveLength(1);
  });
});
