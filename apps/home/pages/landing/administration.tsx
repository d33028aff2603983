import type { ReactNode } from "react";
import { AdministratorStart } from "./administrator.tsx";
import { SetupChecklist } from "./setup.tsx";

export function Administration(): ReactNode {
  return (
    <>
      <SetupChecklist />
      <AdministratorStart />
    </>
  );
}
