import type { ReactNode } from "react";
import { Form, type FormProps } from "./form.tsx";
import { Dialog } from "../controls/dialog.tsx";

type FormDialogProps<Result> = FormProps<Result> & {
  title: string;
  text?: string;
  isOpen: boolean;
  onClose: () => void;
};

/** A short form over the page: a reason, a name, a choice. */
export function FormDialog<Result>({
  title,
  text,
  isOpen,
  onClose,
  onSaved,
  ...form
}: FormDialogProps<Result>): ReactNode {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      {text && <p className="k-soft">{text}</p>}
      <Form
        {...form}
        onCancel={onClose}
        onSaved={(result) => {
          onClose();
          onSaved(result);
        }}
      />
    </Dialog>
  );
}
