type BugFacts = {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack?: readonly string[];
  readonly cause?: BugFacts;
};

/**
 * What the log may keep of an unexpected error. A database error's message, detail and parameters quote the values of
 * people's rows, so of those only the code, the constraint and the place remain.
 */
export const bugFacts = (error: unknown, depth = 0): BugFacts => {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const cause =
    error.cause === undefined || depth > 2 ? {} : { cause: bugFacts(error.cause, depth + 1) };
  return { type: error.name, ...code, ...messageOf(error), stack: frames, ...cause };
};

const messageOf = (error: Error): { message?: string } => {
  if (!isDatabaseError(error)) return { message: error.message };
  const place = ["constraint", "table", "column", "routine"].flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" ? [`${name} ${value}`] : [];
  });
  return place.length === 0 ? {} : { message: place.join(", ") };
};

const isDatabaseError = (error: Error): boolean => "severity" in error && "routine" in error;
