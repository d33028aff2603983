import type { ReactNode } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button } from "./button.tsx";
import type { IconName } from "./icon.tsx";

type FileButtonProps = {
  children: ReactNode;
  /** Media types or endings, as the system's own dialog filters them. */
  accepts: readonly string[];
  onChosen: (file: File) => void;
  icon?: IconName;
  tone?: "plain" | "primary";
  isPending?: boolean;
};

/** Opens the system's dialog for one file. */
export function FileButton({ children, accepts, onChosen, ...look }: FileButtonProps): ReactNode {
  return (
    <FileTrigger
      acceptedFileTypes={[...accepts]}
      onSelect={(files) => {
        const file = files?.[0];
        if (file) onChosen(file);
      }}
    >
      <Button {...look}>{children}</Button>
    </FileTrigger>
  );
}
