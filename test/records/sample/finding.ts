import { longText, recordType } from "#core/records";

/** What a calibration brought to light; somebody sees to it. */
export const finding = recordType("sample.finding", {
  version: 1,
  one: "Finding",
  many: "Findings",
  about: "What a calibration brought to light.",
  path: "/findings",
  retention: "quality",
  number: "{parent}-F{#}",
  owner: "Owner",
  permissions: {
    read: { allows: "See findings", roles: ["member"] },
    write: { allows: "Enter findings and see to them", roles: ["member"] },
  },
  create: "write",
  fields: { found: longText("Found", { required: true }) },
  states: {
    open: {
      label: "Open",
      tone: "risk",
      waits: "owner",
      edits: { write: ["title", "owner", "found"] },
      on: { resolve: { to: "resolved", verb: "Resolve", may: "write", reason: true } },
    },
    resolved: { label: "Resolved", tone: "force" },
  },
});
