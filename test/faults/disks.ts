import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";

/** Disks that can be filled, locked and cut off without touching the machine's own. Needs root and mounts. */
export type Disk = { readonly folder: string; readonly remove: () => void };

const removals: (() => void)[] = [];

/** A file system in memory, of so many megabytes. */
export const memoryDisk = (folder: string, megabytes: number, readOnly = false): Disk => {
  mkdirSync(folder);
  const options = `size=${megabytes}m,mode=755${readOnly ? ",ro" : ""}`;
  run("mount", ["-t", "tmpfs", "-o", options, "plumbline-faults", folder]);
  return mounted(folder);
};

export const makeWritable = ({ folder }: Disk): void => {
  run("mount", ["-o", "remount,rw", folder]);
};

export type CuttableDisk = Disk & {
  /** What had not reached the disk is gone, as after a power cut. */
  readonly cut: () => void;
  readonly mountAgain: () => void;
};

/** ext4 on a loop device, whose power can be cut. */
export const cuttableDisk = (folder: string, megabytes: number): CuttableDisk => {
  const image = `${folder}.img`;
  writeFileSync(image, "");
  truncateSync(image, megabytes * 2 ** 20);
  run("mkfs.ext4", ["-q", "-F", image]);
  mkdirSync(folder);
  const mount = () => {
    run("mount", ["-o", "loop", image, folder]);
  };
  mount();
  const disk = mounted(folder);
  return {
    ...disk,
    cut: () => cutPower(folder),
    mountAgain: () => {
      unmount(folder);
      mount();
    },
  };
};

export const removeDisks = (): void => {
  for (const remove of removals.splice(0)) remove();
};

const mounted = (folder: string): Disk => {
  let gone = false;
  const remove = () => {
    if (!gone) unmount(folder);
    gone = true;
    rmSync(`${folder}.img`, { force: true });
  };
  removals.push(remove);
  return { folder, remove };
};

// A process that was killed may hold the folder for a moment longer.
const unmount = (folder: string): void => {
  for (let tries = 0; ; tries++) {
    try {
      run("umount", [folder]);
      return;
    } catch (error) {
      if (tries === 50) throw error;
      run("sleep", ["0.1"]);
    }
  }
};

/** EXT4_IOC_SHUTDOWN without flushing the journal. On the wrong file system it would stop the machine's own disk. */
const cutPower = (folder: string): void => {
  const line = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .find((one) => one.split(" ")[1] === folder);
  if (!line?.startsWith("/dev/loop") || statSync(folder).dev === statSync("/").dev)
    throw new Error(`${folder} is no loop device of ours, so its power is not cut.`);
  const script =
    'open(my $f, "<", $ARGV[0]) or die $!; my $flags = pack("L", 2); ioctl($f, 0x8004587d, $flags) or die $!;';
  run("perl", ["-e", script, folder]);
};

const run = (command: string, args: readonly string[]): void => {
  try {
    execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? "").trim();
    throw new Error(
      `${command} ${args[0]} failed (${said}). These faults need root and the right to mount; run them where both are given.`,
      { cause: error },
    );
  }
};
