import { readFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { generateSchema } from "#core/database";
import { cloneDatabase } from "../../test/harness.ts";

const { urls, drop } = await cloneDatabase();
afterAll(drop);

it("the types are those of the migrated database; `plumb schema types` writes them", async () => {
  const written = await readFile(new URL("./schema.ts", import.meta.url), "utf8");
  expect(written).toBe(await generateSchema(urls.migration));
});
