import { i18n } from "@lingui/core";

export type FieldFault = { path: string; message: string };

type ProblemJson = {
  status?: number;
  title?: string;
  detail?: string;
  code?: string;
  requestId?: string;
  errors?: FieldFault[];
};

/** What the server refused, in its own words; status 0 means that it did not answer. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldFault[];

  constructor(json: ProblemJson & { status: number }) {
    super(json.detail ?? json.title ?? "");
    this.name = "ApiProblem";
    this.status = json.status;
    this.code = json.code ?? "unavailable";
    this.requestId = json.requestId;
    this.fields = json.errors ?? [];
  }
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  const isProblem = response.headers.get("content-type")?.includes("json") ?? false;
  const json = isProblem ? ((await response.json()) as ProblemJson) : {};
  return new ApiProblem({ detail: unreadable(), ...json, status: response.status });
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "unavailable",
    detail: i18n.t("The server cannot be reached. Check your connection, then try again."),
  });
}

/** One sentence for whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof ApiProblem && error.message ? error.message : unreadable();
}

function unreadable(): string {
  return i18n.t(
    "Something went wrong here. Try again; if it happens again, tell your administrator.",
  );
}
