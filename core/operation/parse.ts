import type { z } from "zod";
import { invalid } from "./failure.ts";

export const parse = (schema: z.ZodType, input: unknown): unknown => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join("."),
        message: "This field does not belong here. Remove it.",
      }));
    }
    return [{ path: issue.path.join("."), message: issue.message }];
  });
  throw invalid(
    "Some of what was sent is not right. Correct the fields named here and send it again.",
    fields,
  );
};
