import { pino } from "pino";
import { z } from "zod";
import { statement } from "#core/database";
import { createRegistry } from "#core/metrics";
import { command, Failure, open, query, signedIn } from "#core/operation";
import type { Entry, Invoker, Operation, Outcome } from "#core/operation";
import { createServer } from "./server.ts";
import type { ServerParts } from "./server.ts";
import { defaultHttpSettings } from "./settings.ts";
import type { HttpSettings } from "./settings.ts";

/** A small domain of its own, so that the edge's tests know every route they walk. */
const id = "01939a5e-7d1a-7c3e-9f00-2b6d7f1e4a55";
const note = z.strictObject({ id: z.uuid(), title: z.string() });
const nothing = statement`select null`;

export const sampleNote = { id, title: "Gate B is closed" };

export const sampleOperations: readonly Operation[] = [
  query({
    id: "sample.listNotes",
    summary: "Lists notes",
    permission: "sample.note.read",
    http: { method: "GET", path: "/notes" },
    input: z.strictObject({
      take: z.coerce.number().int().min(1).max(100).default(50),
      search: z.string().max(100).optional(),
    }),
    output: z.strictObject({ items: z.array(note) }),
    example: { input: { take: 20 }, output: { items: [sampleNote] } },
    read: () => nothing,
  }),
  query({
    id: "sample.readNote",
    summary: "Reads one note",
    permission: "sample.note.read",
    http: { method: "GET", path: "/notes/{id}" },
    input: z.strictObject({ id: z.uuid() }),
    output: note,
    example: { input: { id }, output: sampleNote },
    read: () => nothing,
  }),
  command({
    id: "sample.changeNote",
    summary: "Changes a note",
    permission: "sample.note.write",
    http: { method: "PATCH", path: "/notes/{id}" },
    input: z.strictObject({
      id: z.uuid(),
      title: z.string().min(1).max(200),
      parts: z.unknown().optional(),
    }),
    output: note,
    example: { input: { id, title: "Gate B is closed" }, output: sampleNote },
    run: async (_ctx, input) => ({ id: input.id, title: input.title }),
  }),
  command({
    id: "sample.dropNote",
    summary: "Drops a note",
    permission: "sample.note.write",
    http: { method: "DELETE", path: "/notes/{id}", status: 204 },
    input: z.strictObject({ id: z.uuid() }),
    output: z.null(),
    example: { input: { id }, output: null },
    run: async () => null,
  }),
  command({
    id: "sample.signIn",
    summary: "Signs in",
    permission: open("Nobody is signed in yet."),
    http: { method: "POST", path: "/auth/enter", limit: "sign-in" },
    input: z.strictObject({ username: z.string(), password: z.string() }),
    output: z.strictObject({ token: z.string() }),
    example: {
      input: { username: "ada", password: "a long sentence" },
      output: { token: "secret" },
    },
    secret: true,
    run: async () => ({ token: "secret" }),
  }),
  query({
    id: "sample.exportNotes",
    summary: "Exports notes",
    permission: signedIn("Sample"),
    http: { method: "GET", path: "/notes/export" },
    input: z.strictObject({}),
    output: z.unknown(),
    example: { input: {}, output: "text" },
    read: () => nothing,
  }),
];

export type Answer = (
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  entry: Entry,
) => Outcome | Promise<Outcome>;

/** Validates like the real way in and hands the rest to the test. */
const invokerOf =
  (answer: Answer): Invoker =>
  async (operation, input, entry) => {
    const parsed = operation.input.safeParse(input);
    if (parsed.success) return answer(operation, parsed.data as Record<string, unknown>, entry);
    const fields = parsed.error.issues.map(({ path, message }) => ({
      path: path.join("."),
      message,
    }));
    throw new Failure("invalid", "Some values do not fit. Correct them and try again.", { fields });
  };

export const sampleEdge = (
  answer: Answer = () => ({ json: JSON.stringify(sampleNote) }),
  settings: Partial<HttpSettings> = {},
  parts: Partial<ServerParts> = {},
) => {
  const written: string[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line: string) => void written.push(line) },
  );
  const metrics = createRegistry();
  const app = createServer({
    operations: sampleOperations,
    invoke: invokerOf(answer),
    isSignedIn: async ({ token }) => token === "good",
    settings: { ...defaultHttpSettings, ...settings },
    health: {
      database: async () => true,
      pool: () => ({ total: 4, idle: 4, waiting: 0 }),
      queue: () => ({ seconds: 0 }),
      sequencer: () => ({ seconds: 0, aside: 0 }),
      mail: () => "not configured",
    },
    metrics,
    demo: false,
    log,
    ...parts,
  });
  return { app, metrics, written };
};
