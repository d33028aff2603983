import { i18n } from "@lingui/core";
import { ApiProblem } from "#kit";

const most = 1_000_000;

/** A file as text; spreadsheets often save another encoding than UTF-8, in which names would come out wrong. */
export async function readText(file: File): Promise<string> {
  if (file.size > most)
    throw refusal(i18n.t("The file is larger than 1 MB. Cut the list into parts."));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw refusal(
      i18n.t(
        "The file is not UTF-8. Save it as “CSV UTF-8” in your spreadsheet and choose it again.",
      ),
    );
  }
}

function refusal(detail: string): ApiProblem {
  return new ApiProblem({ status: 400, code: "invalid", detail });
}
