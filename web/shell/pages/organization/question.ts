import { useState } from "react";

/** A question in the middle of saving: the work waits until somebody answers. */
export function useQuestion<T>(): {
  asked: T | undefined;
  ask: (about: T) => Promise<boolean>;
  answer: (yes: boolean) => void;
} {
  const [open, setOpen] = useState<{ about: T; settle: (yes: boolean) => void }>();
  return {
    asked: open?.about,
    ask: (about) => new Promise((settle) => setOpen({ about, settle })),
    answer: (yes) => {
      open?.settle(yes);
      setOpen(undefined);
    },
  };
}
