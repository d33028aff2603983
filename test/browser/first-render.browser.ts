import { expect, test } from "vitest";
import { startApp } from "./app.ts";

const app = await startApp();

type Asked = { path: string; script: boolean; by: string };

/** What the landing page asks for until its heading stands, and how much comes until its last menu is there. */
const land = async () => {
  const { page, complaints, context } = await app.open({ as: "nora.lind" });
  const devtools = await context.newCDPSession(page);
  const asked: Asked[] = [];
  let bytes = 0;
  devtools.on("Network.requestWillBeSent", ({ request, initiator, type }) =>
    asked.push({
      ...{ path: new URL(request.url).pathname, script: type === "Script", by: initiator.type },
    }),
  );
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send("Network.enable");
  await page.goto("/");
  await page.locator("h1").first().waitFor();
  const atHeading = [...asked];
  await page.waitForFunction(() => document.querySelector("[data-waiting]") === null);
  await context.close();
  return { asked: atHeading, bytes, complaints };
};

/**
 * Times of a busy machine say nothing, so `npm run test:render` measures those; what they hang on is counted here. On the
 * slow line each trip costs 150 ms and each 30 kB as much.
 */
test("the landing page comes in few files, none of them twice, and who is signed in is asked for at once", async () => {
  const { asked, bytes, complaints } = await land();
  expect(complaints).toEqual([]);
  expect(bytes).toBeLessThan(256_000);
  expect(asked.filter(({ script }) => script).length).toBeLessThanOrEqual(10);
  const session = asked.filter(({ path }) => path === "/api/v1/auth/session");
  expect(session.at(0)?.by).toBe("parser");
  expect(session.length).toBeLessThanOrEqual(2);
  const page = asked.filter(({ path }) => /first-page.*\.js$/.test(path));
  expect(page.map(({ by }) => by)).toContain("parser");
});
