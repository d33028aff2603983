import * as is from "#core/records";
import { finding } from "./finding.ts";

const common = ["title", "instrument", "readings", "deviation"] as const;

/** An instrument is held against a standard: somebody measures, somebody else approves. */
export const calibration = is.recordType("sample.calibration", {
  version: 1,
  one: "Calibration",
  many: "Calibrations",
  about: "Instruments held against a standard. Whoever uses one plans its calibration.",
  path: "/calibrations",
  retention: "quality",
  number: "CAL-{year}-{#####}",
  owner: "Technician",
  due: "Due",
  permissions: {
    read: { allows: "See calibrations", roles: ["member"] },
    measure: { allows: "Plan and carry out calibrations", roles: ["member"] },
    approve: { allows: "Approve calibrations", roles: ["calibrationApprover"] },
    price: { allows: "See and enter prices", roles: ["calibrationApprover"] },
  },
  create: "measure",
  fields: {
    instrument: is.text("Instrument", { required: true, sortable: true, filterable: true }),
    kind: is.choice("Kind", { own: "In house", external: "External" }, { filterable: true }),
    procedure: is.richText("Procedure"),
    readings: is.table("Readings", { at: is.number("At"), is: is.decimal("Is", { digits: 3 }) }),
    deviation: is.decimal("Largest deviation", { digits: 3, least: 0, most: 100 }),
    assessor: is.person("Assessor", { filterable: true }),
    cost: is.money("Cost", { see: { may: "price" } }),
    remark: is.longText("Remark", { see: { may: "approve", in: ["review"] } }),
  },
  children: { findings: { label: "Findings", type: finding, add: { running: "measure" } } },
  rules: {
    isSettled: {
      says: "Resolve every finding first.",
      holds: ({ children: { findings = [] } }) => findings.every((one) => one.state === "resolved"),
    },
  },
  signatures: {
    measured: { means: "Measured", covers: common, own: true },
    approved: { means: "Approved", covers: [...common, "findings.found"] },
  },
  states: {
    planned: {
      label: "Planned",
      tone: "neutral",
      waits: "owner",
      edits: { measure: ["owner", "dueOn", "kind", "procedure", "assessor"], price: ["cost"] },
      on: {
        begin: { to: "running", verb: "Begin", may: "measure", needs: ["owner", "procedure"] },
        cancel: { to: "cancelled", verb: "Cancel", may: "measure", reason: true, tone: "danger" },
      },
    },
    running: {
      label: "Running",
      tone: "waiting",
      waits: "owner",
      edits: { measure: ["title", "dueOn", "readings", "remark"], price: ["cost"] },
      on: {
        submit: {
          ...{ to: "review", verb: "Submit", may: "measure", by: "owner" },
          ...{ needs: ["readings"], asks: ["deviation"], signs: "measured" },
        },
      },
    },
    review: {
      label: "Review",
      tone: "waiting",
      waits: "approve",
      edits: { approve: ["remark"] },
      demands: ["measured"],
      on: {
        approve: {
          ...{ to: "approved", verb: "Approve", may: "approve", signs: "approved" },
          ...{ rules: ["isSettled"], notBy: ["author", "owner", "signed:measured"] },
        },
        reject: { to: "rejected", verb: "Reject", may: "approve", reason: true, tone: "danger" },
        sendBack: { to: "running", verb: "Send back", may: "approve", breaks: ["measured"] },
      },
    },
    approved: { label: "Approved", tone: "force", demands: ["measured", "approved"] },
    rejected: { label: "Rejected", tone: "refused" },
    cancelled: { label: "Cancelled", tone: "neutral" },
  },
});
