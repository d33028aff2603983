import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate, startEmbedded } from "#core/database";
import type { Embedded } from "#core/database";
import { prepareEmbedded } from "../ops/house/embedded.ts";
import { externalServer } from "./external.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the cluster's superuser; the template holds every migration and no data. */
    readonly superuserUrl: string;
    readonly template: string;
  }
}

type Server = Pick<Embedded, "url" | "superuserUrl" | "stop">;

/** One real PostgreSQL for the whole run; each test file clones the template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_SUPERUSER_URL"];
  const server = given ? { ...externalServer(given), stop: async () => {} } : await ownServer();
  const template = "plumbline_template";
  const urls = await prepareEmbedded(server, template);
  await migrate(urls.migration);
  project.provide("superuserUrl", server.superuserUrl("postgres"));
  project.provide("template", template);
  return server.stop;
}

const ownServer = async (): Promise<Server> => {
  const dataDir = await mkdtemp(join(tmpdir(), "plumbline-test-"));
  await chmod(dataDir, 0o755);
  const embedded = await startEmbedded({ dataDir, say: () => {}, cluster: { fast: true } });
  return {
    ...embedded,
    stop: async () => {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
