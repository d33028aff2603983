import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeFolders } from "#core/database";

/** `plumb init [--dir DIR] [--external]` */
export const initCommand = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({
    args: [...args],
    options: { dir: { type: "string" }, external: { type: "boolean" } },
  });
  const dir = resolve(values.dir ?? ".");
  const file = join(dir, "plumbline.env");
  makeFolders(dir);
  try {
    writeFileSync(file, settingsText(dir, values.external ?? false), { flag: "wx", mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new Error(
      `${file} is there already and was not touched. Edit it, or name another folder with --dir.`,
      { cause },
    );
  }
  console.log(nextSteps(file, values.external ?? false));
  return 0;
};

const secret = (): string => randomBytes(24).toString("base64url");

const settingsText = (dir: string, external: boolean): string => {
  const off = external ? "" : "# ";
  return `# Settings of this Plumbline. Only the user who runs it may read this file (mode 600).
# What the environment says itself goes before what stands here.

# The address people type; links in letters begin with it.
PUBLIC_URL=https://fill-in.example.org
# Where Plumbline listens for the TLS proxy in front of it.
HOST=127.0.0.1
PORT=8080
# The proxy's addresses, whose forwarded headers are believed.
TRUSTED_PROXIES=127.0.0.1,::1
COOKIE_SECURE=true

# Uploaded files, the log's signing key (log.key, made at the first start) and the embedded database.
DATA_DIR="${join(dir, "data")}"

# The database. Without these lines: the embedded PostgreSQL in the data folder.
# With them: your own PostgreSQL 15 or later. Run migrations/roles.sql there as its administrator, give each role the
# password from its line (alter role plumbline_app password '…'), and put the host in.
${off}DATABASE_URL="postgresql://plumbline_app:${secret()}@fill-in-host:5432/plumbline"
${off}SYSTEM_DATABASE_URL="postgresql://plumbline_system:${secret()}@fill-in-host:5432/plumbline"
${off}MIGRATION_DATABASE_URL="postgresql://plumbline_migrator:${secret()}@fill-in-host:5432/plumbline"
${off}BACKUP_DATABASE_URL="postgresql://plumbline_backup:${secret()}@fill-in-host:5432/plumbline"

# The mail server for invitations and new passwords, or none.
SMTP_URL="smtp://user:password@fill-in-host:587"
MAIL_FROM="Plumbline <plumbline@fill-in.example.org>"

# Backups at a time of day in UTC into a folder of their own, for the key that plumb backup key makes.
# BACKUP_DIR=/var/backups/plumbline
# BACKUP_RECIPIENT=age1…
# BACKUP_AT=02:30
# BACKUP_KEEP="7 daily, 4 weekly, 12 monthly"

# Who asks for /metrics gives this token.
METRICS_TOKEN=${secret()}
`;
};

const nextSteps = (file: string, external: boolean): string =>
  [
    `Wrote ${file}, readable by you alone.`,
    `1. Fill in PUBLIC_URL, SMTP_URL and MAIL_FROM${external ? ", and the host in the four database addresses" : ""}.`,
    `2. plumb migrate --settings ${file}`,
    `3. plumb organization create --settings ${file} --name "Your organisation" --zone Europe/Athens --username you --email you@your-domain`,
    `4. plumb serve --settings ${file}`,
    `Anything in doubt: plumb doctor --settings ${file}`,
  ].join("\n");
