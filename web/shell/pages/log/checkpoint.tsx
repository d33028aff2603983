import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Button, Dialog, Problem, showSaved, Skeleton } from "#kit";
import type { Checkpoint } from "./data.ts";
import "../pages.css";

type CheckpointProps = { checkpoint: Checkpoint | undefined; error: unknown; close: () => void };

/** The signed note. Kept outside, it proves later that nothing before it was rewritten. */
export function CheckpointDialog({ checkpoint, error, close }: CheckpointProps): ReactNode {
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    showSaved(i18n.t("Checkpoint copied"));
  };
  return (
    <Dialog title={i18n.t("Checkpoint")} isOpen onClose={close}>
      <div className="k-stack">
        <p>
          {i18n.t(
            "Keep this text outside Plumbline. With it, anybody can prove later that no entry up to it was changed or removed.",
          )}
        </p>
        {error !== null && <Problem error={error} />}
        {checkpoint ? (
          <>
            <pre
              className="s-note"
              translate="no"
              tabIndex={0}
              aria-label={i18n.t("Text of the checkpoint")}
            >
              {checkpoint.text}
            </pre>
            <div className="k-form-actions">
              <Button tone="primary" icon="copy" onPress={() => void copy(checkpoint.text)}>
                {i18n.t("Copy")}
              </Button>
            </div>
          </>
        ) : (
          error === null && <Skeleton lines={3} />
        )}
      </div>
    </Dialog>
  );
}
