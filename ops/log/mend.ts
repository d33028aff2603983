import { parseArgs } from "node:util";
import { createPool } from "#core/database";
import { installationTree, mendTree } from "#core/log";
import { withDatabase } from "../house/with-database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `plumb log mend --org ID` */
export const mendCommand = async (args: readonly string[], env: Environment): Promise<number> => {
  const { org } = parseArgs({ args: [...args], options: { org: { type: "string" } } }).values;
  const tree = org === "installation" ? installationTree : org;
  if (!tree || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tree))
    throw new Error(
      "Say whose: plumb log mend --org ID, with the id that plumb doctor names, or installation.",
    );
  return withDatabase(env, async (urls) => {
    const onError = (error: Error) => console.error(error.message);
    const system = createPool(urls.system, { max: 1, name: "plumbline-mend", onError });
    try {
      const entries = await mendTree(system, tree);
      console.log(
        `The tree of ${tree} was grown anew from its ${entries} entries, which are those that were signed for. What waited is numbered now.`,
      );
      return 0;
    } finally {
      await system.end();
    }
  });
};
