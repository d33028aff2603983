import { z } from "zod";

const tally = z.strictObject({ rows: z.number().int(), digest: z.string() });

/** The first line: what a restore must know before it loads the first row. */
export const opening = z.strictObject({
  plumbline: z.literal("backup/1"),
  installation: z.uuid(),
  createdAt: z.string(),
  migrations: z.array(
    z.strictObject({ version: z.number().int(), name: z.string(), checksum: z.string() }),
  ),
});

const manifest = z.strictObject({
  /** By table, in whole and by organisation. */
  tables: z.record(z.string(), z.strictObject({ ...tally.shape, by: z.record(z.string(), tally) })),
  sequences: z.record(z.string(), z.string().nullable()),
  /** Each log's head as its tree says, and the newest checkpoint word for word. */
  trees: z.record(
    z.string(),
    z.strictObject({ size: z.number().int(), root: z.string(), checkpoint: z.string().nullable() }),
  ),
  files: z.record(z.string(), z.strictObject({ bytes: z.number().int(), digest: z.string() })),
});

const rows = z.strictObject({ table: z.string(), bytes: z.number().int().nonnegative() });
const part = z.strictObject({ file: z.string(), bytes: z.number().int().nonnegative() });
const end = z.strictObject({ end: manifest });
/** The digest is of every byte before this line; the signature is the installation's own over that digest. */
const seal = z.strictObject({ digest: z.string(), key: z.string(), signature: z.string() });

/** Every line after the first. Lines with `bytes` are followed by as many. */
export const line = z.union([rows, part, end, seal]);

export type Opening = z.infer<typeof opening>;
export type Manifest = z.infer<typeof manifest>;
export type Tally = Manifest["tables"][string];
export type Head = Manifest["trees"][string];

/** What the installation's key signs, told apart from whatever else it signs. */
export const sealedText = (digest: string): Buffer => Buffer.from(`plumbline-backup/1\n${digest}`);

/** PostgreSQL's texts never hold this byte, so it parts rows without any escaping. */
export const rowEnd = "\0";
