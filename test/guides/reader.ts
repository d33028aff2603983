import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startRelay } from "../relay.ts";

/** Folders of a reader's own machine stand below one that is thrown away. */
const folders = /(?<![\w./}])\/(srv|safe|var\/backups)\b/g;

/** What every run has done already, before it reads a guide. */
const doneBefore = /^(?:npm ci|npm run build|npm start|npm test)(?:\s+#.*)?$/;

export type Reader = {
  readonly place: string;
  readonly port: number;
  /** What a line of a guide becomes on this machine. */
  readonly typed: (line: string) => string;
  /** What the guide asks a reader to fill in by hand. */
  readonly fillIn: () => void;
  readonly leave: () => Promise<void>;
};

/** Somebody who follows a guide word by word, on a machine with a mail server. */
export const startReading = async (): Promise<Reader> => {
  const place = mkdtempSync(join(tmpdir(), "plumbline-guides-"));
  // The database server's own user must be able to enter.
  chmodSync(place, 0o755);
  for (const folder of ["safe", "var/backups"]) mkdirSync(join(place, folder), { recursive: true });
  const relay = await startRelay();
  const port = await freePort();
  const settings = join(place, "srv/plumbline/plumbline.env");
  return {
    place,
    port,
    typed: (line) => {
      if (doneBefore.test(line)) return ":";
      const here = line
        .replaceAll(folders, `${place}/$1`)
        .replaceAll("northlake.txt", `${place}/northlake.txt`)
        .replaceAll(`${place}/safe/${place}`, `${place}/safe`)
        .replaceAll("localhost:8080", `localhost:${port}`);
      return here.startsWith("npx plumb serve ") ? inBackground(here, port) : here;
    },
    fillIn: () => {
      const filled = readFileSync(settings, "utf8")
        .replace(/^PUBLIC_URL=.*$/m, "PUBLIC_URL=https://plumbline.northlake.eu")
        .replace(/^PORT=.*$/m, `PORT=${port}`)
        .replace(/^SMTP_URL=.*$/m, `SMTP_URL=smtp://127.0.0.1:${relay.port}`)
        .replace(/^MAIL_FROM=.*$/m, "MAIL_FROM=plumbline@northlake.eu");
      writeFileSync(settings, filled);
    },
    leave: async () => {
      await relay.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
};

/** It would run until somebody stops it; a reader opens another terminal. */
const inBackground = (line: string, port: number): string =>
  [
    `${line} & SERVED=$!`,
    `for try in $(seq 300); do command curl -s -o /dev/null localhost:${port}/health && break; kill -0 $SERVED; sleep 0.1; done`,
  ].join("\n");
