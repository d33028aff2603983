import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, it } from "vitest";
import { readPeople, template } from "./people-csv.ts";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const head = "username,email,printed name";
const messages = (text: string) =>
  readPeople(text).faults.map(({ line, message }) => `${line}: ${message}`);

describe("a list of people", () => {
  it("as in the template is read", () => {
    expect(readPeople(template)).toEqual({
      faults: [],
      rows: [
        {
          line: 2,
          username: "nora.lind",
          email: "nora.lind@example.org",
          printedName: "Nora Lind",
          title: "Quality manager",
          department: "Quality",
          employeeNumber: "1007",
          language: "en",
          roles: ["Member", "Auditor@Quality"],
        },
      ],
    });
  });

  it("may name its columns as people do, in any order, with semicolons between", () => {
    const { rows, faults } = readPeople(
      "Full Name;E-Mail;USER_NAME;Roles\nNora Lind;n@example.org;nora;Member",
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        printedName: "Nora Lind",
        email: "n@example.org",
        username: "nora",
        roles: ["Member"],
      },
    ]);
  });

  it.each([
    ["no names of columns", "nora,n@example.org,Nora", /^1: The column “nora” is not known/],
    [
      "a column missing",
      "username,email\nnora,n@example.org",
      /^1: The first line .* missing: printed name\./,
    ],
    ["a column twice", `${head},name\n1,2,3,4`, /^1: The column “name” is there twice/],
    ["too many values", `${head}\nnora,n@example.org,Lind, Nora`, /^2: This line has more values/],
    [
      "NUL",
      `${head}\nno\0ra,n@example.org,Nora`,
      /^2: This line holds a character that is no text/,
    ],
    [
      "half a character",
      `${head}\nnora,n@example.org,\ud83d`,
      /^2: This line holds a character that is no text/,
    ],
    [
      "a line of a megabyte",
      `${head}\nnora,n@example.org,${"x".repeat(1_000_000)}`,
      /^2: A value of this line is longer/,
    ],
    [
      "an open quotation mark",
      `${head}\nnora,n@example.org,"Nora`,
      /^2: A quotation mark opens here/,
    ],
    ["1,001 people", `${head}\n${"a,b,c\n".repeat(1_001)}`, /^1002: At most 1,000 people/],
  ])("with %s is told so", (_, text, sentence) => {
    expect(
      messages(text).some((message) => sentence.test(message)),
      messages(text).join("\n"),
    ).toBe(true);
  });

  it("that is empty has nobody and no fault", () => {
    expect(readPeople(" \n\n")).toEqual({ rows: [], faults: [] });
  });
});
