import { expect, test } from "vitest";
import { sharedFrames } from "./frames.ts";
import { line, news } from "./line-rig.ts";
import type { ReadLeaf } from "./read-leaves.ts";

test("news that comes while the past is still being read is told after it, and once", async () => {
  let position = 5;
  const reads: { after: number; answer: (leaves: readonly ReadLeaf[]) => void }[] = [];
  const { follower, live, heard } = await line({
    position: () => position,
    read: (after) => new Promise((answer) => reads.push({ after, answer })),
  });
  const tell = (count: number) => {
    const leaves = news(position + 1, count);
    position += count;
    follower.tell(sharedFrames(leaves));
  };
  await expect.poll(() => reads.length).toBe(1);
  tell(2);
  expect(reads[0]?.after).toBe(0);
  reads[0]?.answer(news(1, 5));
  await expect.poll(() => reads.length).toBe(2);
  tell(1);
  expect(reads[1]?.after).toBe(5);
  reads[1]?.answer(news(6, 3));
  await live;
  tell(2);
  await expect.poll(() => heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("rights that come into doubt stop what is being read, too", async () => {
  const reads: ((leaves: readonly ReadLeaf[]) => void)[] = [];
  const { follower, live, heard } = await line({
    position: () => 3,
    read: () => new Promise((answer) => reads.push(answer)),
  });
  await expect.poll(() => reads.length).toBe(1);
  follower.doubt();
  reads[0]?.(news(1, 3));
  await expect.poll(() => reads.length).toBe(2);
  expect(heard).toEqual([]);
  reads[1]?.(news(1, 3));
  await live;
  expect(heard).toEqual([1, 2, 3]);
});
