import { choice, longText, recordType } from "#core/records";

/** One step of a CAPA's plan. The plan's approval covers what is to be done; its evidence comes later and is its own. */
export const capaAction = recordType("quality.capaAction", {
  version: 1,
  one: "Action",
  many: "Actions",
  about:
    "What a plan consists of: somebody does something until a day, and somebody else verifies it.",
  path: "/capa-actions",
  retention: "quality",
  number: "{parent}-A{##}",
  owner: "Owner",
  due: "Due",
  permissions: {
    read: { allows: "See the actions of CAPAs", roles: ["member", "qualityManager"] },
    write: { allows: "Plan actions and carry them out", roles: ["member", "qualityManager"] },
    verify: { allows: "Verify actions that others carried out", roles: ["qualityManager"] },
  },
  create: "write",
  fields: {
    kind: choice(
      "Kind",
      {
        elimination: "Elimination",
        engineering: "Engineering",
        procedural: "Procedure",
        training: "Training",
      },
      { required: true, filterable: true },
    ),
    task: longText("What is to be done", { required: true }),
    evidence: longText("Evidence", {
      help: "What was done, and where it can be seen.",
    }),
  },
  signatures: {
    performed: { means: "Performed", covers: ["title", "kind", "task", "evidence"], own: true },
    verified: { means: "Verified", covers: ["title", "kind", "task", "evidence"] },
  },
  states: {
    planned: {
      label: "Planned",
      tone: "neutral",
      waits: "owner",
      parentIn: ["plan", "implementation"],
      edits: { write: ["title", "owner", "dueOn", "kind", "task", "evidence"] },
      on: {
        complete: {
          to: "done",
          verb: "Complete",
          may: "write",
          by: "owner",
          asks: ["evidence"],
          signs: "performed",
          parentIn: ["implementation"],
        },
        drop: {
          to: "dropped",
          verb: "Drop",
          may: "write",
          reason: true,
          tone: "danger",
          parentIn: ["plan"],
        },
      },
    },
    done: {
      label: "Done",
      tone: "waiting",
      waits: "verify",
      on: {
        verify: {
          to: "verified",
          verb: "Verify",
          may: "verify",
          signs: "verified",
          parentIn: ["plan", "implementation"],
          notBy: ["owner", "author", "took:complete", "signed:performed"],
        },
        reopen: {
          to: "planned",
          verb: "Send back",
          may: "verify",
          reason: true,
          parentIn: ["plan", "implementation"],
          breaks: ["performed"],
        },
      },
    },
    verified: { label: "Verified", tone: "force", demands: ["performed", "verified"] },
    dropped: { label: "Dropped", tone: "neutral" },
  },
});
