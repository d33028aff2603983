import type { App } from "#core/access";
import { compileRecords } from "#core/records/server";
import { calibration } from "./calibration.ts";
import { finding } from "./finding.ts";

const records = [calibration, finding];

export const sample: App = {
  name: "sample",
  roles: {
    calibrationApprover: { name: "Calibration approver", description: "Approves calibrations." },
  },
  records,
  ...compileRecords(records),
};
