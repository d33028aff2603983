import type { ComponentType } from "react";
import type { IconName } from "../controls/icon.tsx";

/** What an app tells the shell about one of its screens. */
export type PageDeclaration = {
  /** With parameters as "$id". */
  path: string;
  title: () => string;
  /** Without it the person finds neither the entry nor the page. Absent: for everybody who is signed in. */
  permission?: string;
  load: () => Promise<ComponentType>;
  /** Present when the page stands in the navigation. */
  entry?: {
    icon: IconName;
    group: "work" | "administration";
    /** Pressed after "g". */ key: string;
  };
};
