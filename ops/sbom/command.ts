import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { billOf } from "./bill.ts";
import { readLocked } from "./locked.ts";

const root = join(import.meta.dirname, "../..");

/** `plumb sbom [FILE]` */
export const sbomCommand = async (args: readonly string[]): Promise<number> => {
  const [file] = args;
  if (args.length > 1 || file?.startsWith("-"))
    throw new Error("plumb sbom takes the file to write and nothing else: plumb sbom [FILE]");
  const bill = billOf(readLocked(root));
  const text = `${JSON.stringify(bill, null, 2)}\n`;
  if (file === undefined) {
    process.stdout.write(text);
    return 0;
  }
  writeFileSync(resolve(file), text);
  console.log(`${file}: ${bill.components.length} packages, CycloneDX ${bill.specVersion}.`);
  return 0;
};
