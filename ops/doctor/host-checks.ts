import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { openMailer } from "#core/notify";
import { dataFolderProblems, mailProblems, webClientProblems } from "../serve/host-problems.ts";
import type { Environment } from "../serve/settings-file.ts";
import type { ServeSettings } from "../serve/settings.ts";
import { advise, type Check, judge } from "./judge.ts";

const root = resolve(import.meta.dirname, "../..");
const leastSpace = 2 ** 30;

export const checkHost = async (settings: ServeSettings, env: Environment): Promise<Check[]> => [
  judge("node", process.version, nodeFaults(process.versions.node)),
  judge("packages", "as the lockfile names them", packageFaults()),
  await dataFolder(settings.dataDir),
  space(settings.dataDir),
  judge("web client", "built", await webClientProblems(join(root, "web/dist"))),
  await mail(settings),
  advise("proxy", "plausible", proxyWarnings(settings, env)),
];

const nodeFaults = (version: string): string[] =>
  Number(version.split(".")[0]) >= 24
    ? []
    : [
        `Node ${version} is too old. Start with npx plumb, which takes the pinned Node, or install 24.`,
      ];

type Lock = { packages: Record<string, { version?: string }> };

/** What production runs on; tools of the developers may be missing. */
const packageFaults = (): string[] => {
  const read = <T>(file: string) => JSON.parse(readFileSync(file, "utf8")) as T;
  const { dependencies } = read<{ dependencies: Record<string, string> }>(
    join(root, "package.json"),
  );
  const { packages } = read<Lock>(join(root, "package-lock.json"));
  const wrong = Object.keys(dependencies).filter((name) => {
    const file = join(root, "node_modules", name, "package.json");
    const wanted = packages[`node_modules/${name}`]?.version;
    return !existsSync(file) || read<{ version: string }>(file).version !== wanted;
  });
  return wrong.length === 0
    ? []
    : [`Not installed as the lockfile names them: ${wrong.join(", ")}. Run npm ci.`];
};

const dataFolder = async (dataDir: string): Promise<Check> => {
  if (!existsSync(dataDir))
    return judge("data folder", "", [
      `There is no ${dataDir}. Correct DATA_DIR, or run plumb migrate, which makes it.`,
    ]);
  const mode = statSync(dataDir).mode & 0o777;
  const open =
    (mode & 0o002) === 0
      ? []
      : [
          `${dataDir} can be written by everybody (mode ${mode.toString(8)}). Run chmod o-w ${dataDir}.`,
        ];
  const faults = [...(await dataFolderProblems(dataDir)), ...open];
  return judge("data folder", `${dataDir}, mode ${mode.toString(8)}`, faults);
};

const space = (dataDir: string): Check => {
  if (!existsSync(dataDir)) return advise("space", "", ["Not looked at: no data folder."]);
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  return judge(
    "space",
    `${(free / 2 ** 30).toFixed(1)} GiB free`,
    free >= leastSpace
      ? []
      : [
          `Only ${(free / 2 ** 20).toFixed(0)} MiB are free where ${dataDir} lies. Free some space.`,
        ],
  );
};

const mail = async ({ mail: settings }: ServeSettings): Promise<Check> =>
  settings
    ? judge(
        "mail",
        `${settings.host}:${settings.port} answers`,
        await mailProblems(openMailer(settings)),
      )
    : advise("mail", "", [
        "No mail server is set: invitations and new passwords stay in the outbox. Set SMTP_URL.",
      ]);

const proxyWarnings = (
  { publicUrl, http, host }: ServeSettings,
  env: Environment,
): readonly string[] => {
  const warnings: string[] = [];
  const isPublic = publicUrl.startsWith("https:");
  if (isPublic && http.trustedProxies.length === 0)
    warnings.push(
      "PUBLIC_URL is https, but TRUSTED_PROXIES is empty: every visitor counts as one address. Set it to the proxy's address.",
    );
  if (isPublic && env["COOKIE_SECURE"] === "false")
    warnings.push("COOKIE_SECURE is false behind https. Leave it out.");
  if (isPublic && !/^(?:localhost|127\.|::1)/.test(host))
    warnings.push(
      `Plumbline listens on ${host} without TLS. Let only the proxy reach that port, or set HOST=127.0.0.1.`,
    );
  return warnings;
};
