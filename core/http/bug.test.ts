import { describe, expect, test } from "vitest";
import { Failure } from "#core/operation";
import { bugFacts } from "./bug.ts";
import { mapError } from "./problem.ts";

describe("ASVS 16.2.5, 16.5.1: an error shows and logs nothing it should not", () => {
  test("of a database error the log keeps code and place, not the values of a row", () => {
    const error = Object.assign(new Error('duplicate key value "ada@example.com"'), {
      code: "23505",
      severity: "ERROR",
      routine: "_bt_check_unique",
      detail: "Key (mail)=(ada@example.com) already exists.",
      constraint: "person_mail_key",
      table: "person",
    });
    const text = JSON.stringify(bugFacts(new Error("could not save", { cause: error })));
    expect(text).toContain("person_mail_key");
    expect(text).toContain("23505");
    expect(text).toContain("could not save");
    expect(text).not.toContain("ada@example.com");
  });

  test("what is thrown without being an error is only named", () => {
    expect(bugFacts("a secret")).toEqual({ type: "string" });
  });

  test("an unknown error becomes one sentence with the request id", () => {
    const { problem, bug } = mapError(new Error("select password from person"), "r-1");
    expect(bug).toBe(true);
    expect(problem).toMatchObject({ status: 500, code: "failed", requestId: "r-1", errors: [] });
    expect(problem.detail).toContain("r-1");
    expect(JSON.stringify(problem)).not.toContain("select");
  });

  test.each([
    ["unauthenticated", 401, "www-authenticate"],
    ["too_many", 429, "retry-after"],
    ["unavailable", 503, "retry-after"],
    ["signature_required", 428, undefined],
    ["conflict", 409, undefined],
  ] as const)("%s becomes %i", (code, status, header) => {
    const { problem, headers, bug } = mapError(new Failure(code, "Do this."), "r-1");
    expect(bug).toBe(false);
    expect(problem).toMatchObject({
      type: `urn:plumbline:problem:${code}`,
      status,
      detail: "Do this.",
      code,
    });
    expect(Object.keys(headers)).toEqual(header === undefined ? [] : [header]);
  });
});
