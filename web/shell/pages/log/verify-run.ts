import { i18n } from "@lingui/core";
import { useEffect, useRef, useState, type RefObject } from "react";
import { ApiProblem, useRefresh } from "#kit";
import type { Finding } from "./verify-log.ts";
import { knowsEd25519 } from "./verify-primitives.ts";
import { recall, remember, type Remembered } from "./verify-remembered.ts";

export type Order = { organization: string; kept: string[] };

export type Report =
  | { kind: "progress"; entries: number }
  | { kind: "done"; finding: Finding }
  | { kind: "refused"; status: number; problem: string }
  | { kind: "broken" };

export type Done = { kind: "done"; finding: Finding; remembered: Remembered | null };
type Run =
  | { kind: "idle" }
  | { kind: "running"; entries: number }
  | { kind: "failed"; error: unknown }
  | Done;

type Verification = {
  run: Run;
  /** `file` is the text of a checkpoint that the person kept. */
  start: (file: string | null) => void;
  cancel: () => void;
};

/** Starts the worker, and remembers the checkpoint of a log that agrees with everything known of it. */
export function useVerification(organization: string): Verification {
  const [run, setRun] = useState<Run>({ kind: "idle" });
  const worker = useRef<Worker | null>(null);
  const refresh = useRefresh();
  useEffect(() => () => endWorker(worker), []);

  const start = async (file: string | null): Promise<void> => {
    setRun({ kind: "running", entries: 0 });
    if (!(await knowsEd25519())) return setRun({ kind: "failed", error: tooOld() });
    const remembered = recall(organization);
    const kept = [remembered?.checkpoint, file].filter((text) => typeof text === "string");
    endWorker(worker);
    const started = new Worker(new URL("./verify-worker.ts", import.meta.url), { type: "module" });
    worker.current = started;
    started.addEventListener("error", () => setRun({ kind: "failed", error: brokenOff() }));
    started.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.kind === "progress") return setRun({ kind: "running", entries: data.entries });
      endWorker(worker);
      setRun(ended(data, remembered, organization));
      // The download has become an entry itself; and where the session ended, this says so.
      void refresh("/log");
    });
    // A worker has no origin to name; the empty list is of objects handed over.
    started.postMessage({ organization, kept } satisfies Order, []);
  };

  const cancel = (): void => {
    endWorker(worker);
    setRun({ kind: "idle" });
  };
  return { run, start: (file) => void start(file), cancel };
}

function endWorker(worker: RefObject<Worker | null>): void {
  worker.current?.terminate();
  worker.current = null;
}

function ended(
  report: Exclude<Report, { kind: "progress" }>,
  remembered: Remembered | null,
  organization: string,
): Run {
  if (report.kind === "broken") return { kind: "failed", error: brokenOff() };
  if (report.kind === "refused") return { kind: "failed", error: refusal(report) };
  const { finding } = report;
  if (isWell(finding)) remember(organization, finding.checkpoint);
  return { kind: "done", finding, remembered };
}

export function isWell({ log, earlier }: Finding): boolean {
  return log.ok && earlier.every(({ difference }) => difference === null);
}

function refusal({ status, problem }: { status: number; problem: string }): ApiProblem {
  try {
    return new ApiProblem({ ...(JSON.parse(problem) as object), status });
  } catch {
    return brokenOff();
  }
}

const brokenOff = (): ApiProblem =>
  new ApiProblem({
    status: 0,
    detail: i18n.t(
      "The download of the log broke off, so nothing is known about it yet. Check your connection, then verify again.",
    ),
  });

const tooOld = (): ApiProblem =>
  new ApiProblem({
    status: 0,
    detail: i18n.t(
      "This browser cannot check Ed25519 signatures here. Open Plumbline over HTTPS in an up-to-date browser, or export the log and run the verifier on the file.",
    ),
  });
