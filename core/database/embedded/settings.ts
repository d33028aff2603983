import { createHash } from "node:crypto";
import { port } from "./socket.ts";

/** For tests only: a power cut may lose or ruin the cluster. */
export type ClusterOptions = { fast?: boolean };

/** Stands in the command line of every process of this cluster, so that an orphan is told from any other PostgreSQL. */
export function clusterName(clusterDir: string): string {
  return `plumbline-${createHash("sha256").update(clusterDir).digest("hex").slice(0, 16)}`;
}

/** Given on the command line, where neither postgresql.conf nor ALTER SYSTEM can weaken them. */
export function serverArguments(
  clusterDir: string,
  socketDir: string,
  options: ClusterOptions,
): string[] {
  const safety = options.fast ? "off" : "on";
  const settings: Record<string, string> = {
    cluster_name: clusterName(clusterDir),
    listen_addresses: "",
    port: String(port),
    // A list of names: quoted, since a folder's name may hold a comma.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    max_connections: "100",
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    jit: "off",
    log_line_prefix: "%m [%p] %u@%d ",
    log_checkpoints: "off",
    logging_collector: "off",
    // Details and statements carry values of rows, and the log is to be free of personal data.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
  };
  return [
    "-D",
    clusterDir,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

/** Nothing of our own environment: PG* and LC_* variables change what the server does. */
export const serverEnvironment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
