import type { App } from "./app.ts";
import { addDepartments } from "./departments.ts";
import { importPeople } from "./import.ts";
import {
  editOrganization,
  getLetterhead,
  getOrganization,
  listOrganizationChoices,
} from "./organization.ts";
import { setBanner } from "./organization-banner.ts";
import { readLogo, removeLogo, setLogo } from "./organization-logo.ts";
import { dismissSetup, getSetup, skipSetupStep } from "./organization-setup.ts";

/** The organisation itself and its first run: a part of what `access` declares. */
export const organizationPart: Pick<App, "permissions" | "operations"> = {
  permissions: {
    "access.organization.read": {
      allows: "See the organisation's settings",
      roles: ["administrator"],
    },
    "access.organization.write": {
      allows: "Change the organisation's name, logo, banner, language, time zone and currency",
      roles: ["administrator"],
    },
  },
  operations: [
    getOrganization,
    listOrganizationChoices,
    getLetterhead,
    editOrganization,
    setLogo,
    removeLogo,
    readLogo,
    setBanner,
    getSetup,
    skipSetupStep,
    dismissSetup,
    addDepartments,
    importPeople,
  ],
};
