import { expect, test } from "vitest";
import { sharedFrames } from "./frames.ts";
import { line, news } from "./line-rig.ts";

test("whoever does not read is let go with a reason, bounded in memory, and holds nobody up", async () => {
  const [stuck, flowing] = [await line(), await line()];
  await Promise.all([stuck.live, flowing.live]);
  stuck.client.pause();
  const closed = new Promise((resolve) => stuck.client.once("close", resolve));
  let batches = 0;
  while (stuck.why.length === 0) {
    const frames = sharedFrames(news(batches * 1000 + 1, 1000));
    for (const { follower } of [stuck, flowing]) follower.tell(frames);
    batches += 1;
    await expect.poll(() => flowing.heard.length, { interval: 1 }).toBe(batches * 1000);
    expect(batches).toBeLessThan(300);
  }
  expect(stuck.why).toEqual(["tooSlow"]);
  expect(stuck.told()).toBeLessThan(batches * 1000);
  expect(flowing.why).toEqual([]);
  stuck.client.resume();
  await closed;
});
