import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, Button, FileButton, Problem, showSaved, useRefresh } from "#kit";
import type { Organization } from "./data.ts";

const accepts = ["image/png", "image/jpeg", "image/webp"];
const pieceLength = 87_380;

export function Logo({ logo }: { logo: Organization["logo"] }): ReactNode {
  const refresh = useRefresh();
  const done = (text: string): void => {
    void refresh("/organization", "/log");
    showSaved(text);
  };
  const put = useMutation({
    mutationFn: async (file: File) =>
      api.post("/organization/logo", { version: logo.version, pieces: await piecesOf(file) }),
    onSuccess: () => done(i18n.t("Logo saved")),
  });
  const remove = useMutation({
    mutationFn: () => api.remove("/organization/logo", { version: logo.version }),
    onSuccess: () => done(i18n.t("Logo removed")),
  });
  const error = put.error ?? remove.error;
  return (
    <div className="k-stack">
      <div className="o-logo">
        <div className="o-logo-plate">
          {logo.digest ? (
            <img
              src={`/api/v1/organization/logo/${logo.digest}`}
              alt={i18n.t("The organisation's logo")}
            />
          ) : (
            <span className="k-soft">{i18n.t("No logo yet")}</span>
          )}
        </div>
        <div className="k-stack">
          <p className="k-soft">
            {i18n.t(
              "Stands on top of every page. PNG, JPEG or WebP, at most 256 KB and 1,024 pixels a side. Wide logos of about 240 by 56 pixels look best.",
            )}
          </p>
          <div className="k-row">
            <FileButton
              accepts={accepts}
              onChosen={(file) => put.mutate(file)}
              isPending={put.isPending}
            >
              {logo.digest ? i18n.t("Replace the logo") : i18n.t("Choose a logo")}
            </FileButton>
            {logo.digest && (
              <Button icon="trash" onPress={() => remove.mutate()} isPending={remove.isPending}>
                {i18n.t("Remove the logo")}
              </Button>
            )}
          </div>
        </div>
      </div>
      {error && <Problem error={error} />}
    </div>
  );
}

/** Base64 in texts that a body may hold. More than the server takes need not be sent to be refused. */
async function piecesOf(file: File): Promise<string[]> {
  const bytes = new Uint8Array(await file.slice(0, 262_145).arrayBuffer());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.match(new RegExp(`.{1,${pieceLength}}`, "g")) ?? [];
}
