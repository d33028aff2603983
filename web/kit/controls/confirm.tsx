import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../display/problem.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

type ConfirmProps = {
  title: string;
  text: ReactNode;
  /** The verb on the button: the same as on the button that asked. */
  verb: string;
  isOpen: boolean;
  onClose: () => void;
  act: () => Promise<unknown>;
};

/** For what cannot be taken back. */
export function Confirm({ title, text, verb, isOpen, onClose, act }: ConfirmProps): ReactNode {
  const action = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <div className="k-stack">
        <p>{text}</p>
        {action.error && <Problem error={action.error} />}
        <div className="k-form-actions">
          <Button tone="danger" isPending={action.isPending} onPress={() => action.mutate()}>
            {verb}
          </Button>
          <Button onPress={onClose}>{i18n.t("Cancel")}</Button>
        </div>
      </div>
    </Dialog>
  );
}
