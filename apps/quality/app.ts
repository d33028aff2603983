import type { App } from "#core/access";
import { compileRecords } from "#core/records/server";
import { capaAction } from "./capa/action.ts";
import { capa } from "./capa/capa.ts";
import { capaEffects } from "./capa/effects.ts";

const records = [capa, capaAction];

export const quality: App = {
  name: "quality",
  roles: {
    qualityManager: {
      name: "Quality manager",
      description:
        "Accepts, verifies and evaluates; works on everything of the quality department.",
    },
    qualityApprover: {
      name: "Quality approver",
      description: "Approves plans and closes what others have worked on.",
    },
  },
  records,
  ...compileRecords(records, { [capa.name]: capaEffects }),
};
