import { createHash, randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { takeProof } from "#core/identity";
import { command, type Failure, signedIn } from "#core/operation";
import { password, type TestHouse, testHouse } from "../../test/harness.ts";
import { factsAbout, linkOf } from "../../test/letters.ts";
import { browserToken } from "../../test/browser-token.ts";

let secondsLater = 0;
const sign = command({
  id: "test.sign",
  summary: "What a command that needs a proof does",
  permission: signedIn("A test."),
  http: { method: "POST", path: "/test/sign" },
  input: z.strictObject({
    proof: z.string(),
    purpose: z.string(),
    digest: z.string(),
    fails: z.boolean().default(false),
  }),
  output: z.strictObject({ signed: z.literal(true) }),
  example: {
    input: { proof: "k3Jv", purpose: "test.sign", digest: "00" },
    output: { signed: true },
  },
  run: async (ctx, { proof, fails, ...confirmed }) => {
    await takeProof(ctx, proof, confirmed);
    if (fails) throw new Error("The command broke after the proof was taken.");
    return { signed: true } as const;
  },
});
const house: TestHouse = await testHouse({
  clock: () => new Date(Date.now() + secondsLater * 1000),
  operations: [sign],
});
const organization = await house.organization();
const digest = createHash("sha256").update("what is signed").digest("hex");
const what = { purpose: "test.sign", digest };
const needsAnother = {
  code: "signature_required",
  message:
    "Your confirmation was used already, is older than two minutes, or was given for something else. Type your password again.",
};

beforeEach(() => {
  secondsLater = 0;
});

const somebody = async () => {
  const person = await house.person(organization, ["member"]);
  return { ...person, token: await browserToken(house, person.username) };
};
const prove = async (token: string, typed = password) =>
  house.call<{ proof: string; expiresAt: string }>(
    "identity.stepUp",
    { ...what, password: typed },
    token,
  );
const use = (token: string, proof: string, other: object = {}) =>
  house.call("test.sign", { ...what, proof, ...other }, token);

describe("typing the password again for one thing (Part 11 11.200(a)(1); ASVS 7.5.3)", () => {
  it("gives a proof that serves once", async () => {
    const { token } = await somebody();
    const { proof, expiresAt } = await prove(token);
    const life = new Date(expiresAt).getTime() - Date.now();
    expect(life).toBeGreaterThan(110_000);
    expect(life).toBeLessThanOrEqual(120_000);
    expect(await use(token, proof)).toEqual({ signed: true });
    await expect(use(token, proof)).rejects.toMatchObject(needsAnother);
  });

  it("serves for two minutes", async () => {
    const { token } = await somebody();
    const [early, late] = [await prove(token), await prove(token)];
    secondsLater = 118;
    expect(await use(token, early.proof)).toEqual({ signed: true });
    secondsLater = 121;
    await expect(use(token, late.proof)).rejects.toMatchObject(needsAnother);
  });

  it("serves for nothing else", async () => {
    const { token } = await somebody();
    const { proof } = await prove(token);
    const otherDigest = createHash("sha256").update("something else").digest("hex");
    for (const other of [{ purpose: "test.approve" }, { digest: otherDigest }, { digest: "" }])
      await expect(use(token, proof, other)).rejects.toMatchObject(needsAnother);
    expect(await use(token, proof)).toEqual({ signed: true });
  });

  it("serves nobody else, and no other session of the same person", async () => {
    const person = await somebody();
    const other = await somebody();
    const { proof } = await prove(person.token);
    await expect(use(other.token, proof)).rejects.toMatchObject(needsAnother);
    const second = await browserToken(house, person.username);
    await expect(use(second, proof)).rejects.toMatchObject(needsAnother);
    expect(await use(person.token, proof)).toEqual({ signed: true });
  });

  it("serves one of two commands that bring it at once", async () => {
    const { token } = await somebody();
    const { proof } = await prove(token);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => use(token, proof)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is not spent by a command that fails", async () => {
    const { token } = await somebody();
    const { proof } = await prove(token);
    await expect(use(token, proof, { fails: true })).rejects.toThrow("The command broke");
    expect(await use(token, proof)).toEqual({ signed: true });
  });

  it("is kept as a digest only", async () => {
    const { token, personId } = await somebody();
    const { proof } = await prove(token);
    const { rows } = await house.superuser.query<{ text: string }>(
      "select s::text || encode(s.proof_digest, 'base64') as text from step_up s where person_id = $1",
      [personId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toContain(proof);
  });

  it("counts a wrong password like a sign-in, and is closed while the account is locked", async () => {
    const { token, personId, username } = await somebody();
    const refusal = (typed: string) =>
      prove(token, typed).then(
        () => "proven",
        ({ fields }: Failure) => fields.map(({ path }) => path).join(),
      );
    for (let time = 0; time < 5; time++)
      expect(await refusal("not the right one")).toBe("password");
    expect(await refusal(password)).toBe("password");
    await expect(house.logIn(username)).rejects.toMatchObject({ code: "unauthenticated" });
    const facts = await factsAbout(house, personId);
    expect(facts.filter((fact) => fact === "- identity.stepUpRefused")).toHaveLength(6);
    await house.call("identity.followLink", { token: await linkOf(house, username) });
    expect(await refusal(password)).toBe("proven");
  });

  it("is for people in front of a browser: a program is refused", async () => {
    const { token } = await house.person(organization, ["member"]);
    await expect(prove(token)).rejects.toMatchObject({
      code: "forbidden",
      message: "A program cannot confirm for a person. Sign in with a browser and confirm there.",
    });
  });

  it("refuses what was never given", async () => {
    const { token } = await somebody();
    await expect(use(token, randomUUID())).rejects.toMatchObject(needsAnother);
  });
});
