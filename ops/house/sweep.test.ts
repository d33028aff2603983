import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { sweep } from "./sweep.ts";

const house = await testHouse();

it("the sweep takes what has outlived its use and leaves what is in use", async () => {
  const organization = await house.organization();
  const { token } = await house.person(organization, ["member"]);
  const notice = { title: "Kept", text: "", fromOn: "2026-01-01", scopeId: organization.id };
  await house.call("home.postNotice", notice, token, { idempotencyKey: randomUUID() });
  await house.call("identity.logIn", { username: "nobody", password: "wrong" }).catch(() => {});
  await house.superuser.query(
    `insert into step_up (id, proof_digest, session_id, person_id, purpose, digest, expires_at)
      select gen_random_uuid(), sha256('proof'), id, person_id, 'test', sha256('test'), created_at from session`,
  );
  await house.superuser.query(
    "update sign_in_guard set changed_at = changed_at - interval '2 days'",
  );
  const left = async () =>
    (
      await house.superuser.query<{
        keys: string;
        guards: string;
        proofs: string;
        sessions: string;
        notices: string;
      }>(`
        select (select count(*) from idempotency_key) as keys, (select count(*) from sign_in_guard) as guards, (select count(*) from step_up) as proofs,
          (select count(*) from session) as sessions, (select count(*) from notice) as notices`)
    ).rows[0];

  await sweep(house.system, new Date());
  expect(await left()).toEqual({
    keys: "1",
    guards: "0",
    proofs: "1",
    sessions: "1",
    notices: "1",
  });
  await sweep(house.system, new Date(Date.now() + 2 * 86_400_000));
  expect(await left()).toEqual({
    keys: "0",
    guards: "0",
    proofs: "0",
    sessions: "1",
    notices: "1",
  });
  await sweep(house.system, new Date(Date.now() + 40 * 86_400_000));
  expect(await left()).toEqual({
    keys: "0",
    guards: "0",
    proofs: "0",
    sessions: "0",
    notices: "1",
  });
});
