import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./button.tsx";

type DialogProps = { title: ReactNode; isOpen: boolean; onClose: () => void; children: ReactNode };

/** Traps the focus, closes on Escape and gives the focus back to what opened it. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps): ReactNode {
  return (
    <ModalOverlay
      className="k-scrim"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className="k-modal">
        <AriaDialog className="k-dialog">
          <div className="k-dialog-head">
            <Heading slot="title" className="k-dialog-title">
              {title}
            </Heading>
            <Button tone="quiet" icon="cross" iconOnly onPress={onClose}>
              {i18n.t("Close")}
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
