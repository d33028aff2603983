import { choice, choices, date, longText, recordType, text } from "#core/records";
import { capaAction } from "./action.ts";
import { capaRules } from "./rules.ts";

/** Who made, planned or carried something out judges neither it nor its effect. */
const doers = [
  ...["author", "owner", "took:submitPlan"],
  ...["actions.owner", "actions.took:complete"],
] as const;

/** Corrective and preventive action: from a request through plan and work to the proof that it helped. */
export const capa = recordType("quality.capa", {
  version: 1,
  one: "CAPA",
  many: "CAPAs",
  about:
    "Corrective and preventive actions. Anybody requests one; quality accepts it and follows it to its effect.",
  path: "/capas",
  retention: "quality",
  number: {
    format: "{prefix}-{year}-{####}",
    by: { field: "kind", prefixes: { corrective: "CA", preventive: "PA", improvement: "IA" } },
  },
  owner: "Owner",
  due: "Target date",
  permissions: {
    read: { allows: "See CAPAs", roles: ["member", "qualityManager"] },
    request: { allows: "Request a CAPA", roles: ["member", "qualityManager"] },
    write: { allows: "Investigate, plan and carry out CAPAs", roles: ["member", "qualityManager"] },
    review: { allows: "Accept, verify and evaluate CAPAs", roles: ["qualityManager"] },
    approve: { allows: "Approve plans and close CAPAs", roles: ["qualityApprover"] },
  },
  create: "request",
  fields: {
    kind: choice(
      "Kind",
      { corrective: "Corrective", preventive: "Preventive", improvement: "Improvement" },
      { required: true, filterable: true },
    ),
    problem: longText("Problem", { required: true, help: "What happened, where and when." }),
    sourceReference: text("Source", { help: "A reference to what it comes from, and the reason." }),
    priority: choice(
      "Priority",
      { high: "High", medium: "Medium", low: "Low" },
      { filterable: true },
    ),
    rationale: longText("Rationale", { help: "Why it is accepted or declined." }),
    causes: choices("Cause categories", {
      people: "People",
      machine: "Machine",
      method: "Method",
      material: "Material",
      measurement: "Measurement",
      environment: "Environment",
    }),
    rootCause: longText("Root cause"),
    extent: longText("Extent", { help: "Other sites, products and processes looked at." }),
    plan: longText("Plan"),
    criterion: text("Effective when", { help: "A figure that shows whether it helped." }),
    checkOn: date("Check date", { help: "When the effect has been watched long enough." }),
    trainingReason: longText("Why training alone is enough"),
    sideEffects: longText("Unwanted effects", { help: "What was looked for, and what was found." }),
    extendedTo: date("Watched longer until"),
    observed: longText("Observed", { help: "The figure found, beside the criterion." }),
  },
  children: {
    actions: { label: "Actions", type: capaAction, add: { plan: "write" } },
  },
  links: { source: { label: "Comes from", back: "Led to", to: ["quality.capa"] } },
  computed: {
    progress: {
      label: "Progress",
      kind: "share",
      of: "actions",
      in: ["done", "verified"],
      without: ["dropped"],
    },
  },
  rules: capaRules,
  signatures: {
    accepted: { means: "Accepted", covers: ["title", "kind", "problem", "priority", "rationale"] },
    declined: { means: "Declined", covers: ["title", "kind", "problem", "rationale"] },
    planApproved: {
      means: "Plan approved",
      covers: [
        "rootCause",
        "plan",
        "criterion",
        "checkOn",
        "dueOn",
        "trainingReason",
        "actions.title",
        "actions.kind",
        "actions.task",
        "actions.dueOn",
      ],
    },
    verified: { means: "Verified", covers: ["plan", "sideEffects", "actions.evidence"] },
    evaluated: { means: "Effectiveness evaluated", covers: ["criterion", "observed"] },
    extended: { means: "Extension approved", covers: ["criterion", "extendedTo"] },
    closedEffective: {
      means: "Quality approved: effective",
      covers: ["title", "rootCause", "plan", "observed"],
    },
    closedIneffective: {
      means: "Quality approved: ineffective",
      covers: ["title", "rootCause", "plan", "observed"],
    },
    cancelled: { means: "Cancelled", covers: ["title", "problem"] },
  },
  states: {
    requested: {
      label: "Requested",
      tone: "waiting",
      waits: "review",
      edits: {
        request: ["title", "kind", "problem", "sourceReference", "links"],
        review: ["owner", "dueOn", "priority", "rationale"],
      },
      on: {
        accept: {
          to: "investigation",
          verb: "Accept",
          may: "review",
          asks: ["owner", "priority", "rationale"],
          rules: ["hasSource"],
          signs: "accepted",
          notBy: ["author", "owner"],
        },
        decline: {
          to: "declined",
          verb: "Decline",
          may: "review",
          asks: ["rationale"],
          signs: "declined",
          tone: "danger",
          notBy: ["author", "owner"],
        },
      },
    },
    investigation: {
      label: "Investigation",
      tone: "neutral",
      waits: "owner",
      edits: { write: ["owner", "dueOn", "causes", "rootCause", "extent"] },
      demands: ["accepted"],
      on: {
        concludeInvestigation: {
          to: "plan",
          verb: "Conclude the investigation",
          may: "write",
          by: "owner",
          needs: ["causes", "rootCause", "extent"],
        },
        cancel: cancelling(),
      },
    },
    plan: {
      label: "Planning",
      tone: "neutral",
      waits: "owner",
      edits: {
        write: ["owner", "dueOn", "rootCause", "plan", "criterion", "checkOn", "trainingReason"],
      },
      demands: ["accepted"],
      on: {
        submitPlan: {
          to: "planApproval",
          verb: "Submit the plan",
          may: "write",
          by: "owner",
          needs: ["rootCause", "plan", "criterion", "checkOn", "dueOn"],
          rules: ["hasActions", "actionsAreAssigned", "trainingIsNotAll"],
        },
        cancel: cancelling(),
      },
    },
    planApproval: {
      label: "Plan approval",
      tone: "waiting",
      waits: "approve",
      on: {
        approvePlan: {
          to: "implementation",
          verb: "Approve the plan",
          may: "approve",
          signs: "planApproved",
          notBy: [
            ...["author", "owner", "editor", "took:submitPlan"],
            ...["actions.author", "actions.editor", "actions.owner"],
          ],
        },
        returnPlan: { to: "plan", verb: "Send back", may: "approve", reason: true },
      },
    },
    implementation: {
      label: "Implementation",
      tone: "neutral",
      waits: "owner",
      demands: ["planApproved"],
      on: {
        verifyActions: {
          to: "effectiveness",
          verb: "Verify the actions",
          may: "review",
          asks: ["sideEffects"],
          rules: ["actionsAreDone"],
          signs: "verified",
          notBy: doers,
        },
        revisePlan: {
          to: "plan",
          verb: "Revise the plan",
          may: "write",
          by: "owner",
          reason: true,
          breaks: ["planApproved"],
        },
        cancel: cancelling(),
      },
    },
    effectiveness: {
      label: "Effectiveness check",
      tone: "waiting",
      waits: "review",
      demands: ["planApproved", "verified"],
      on: {
        evaluate: {
          to: "evaluation",
          verb: "Evaluate the effect",
          may: "review",
          asks: ["observed"],
          rules: ["windowIsOver"],
          signs: "evaluated",
          notBy: doers,
        },
      },
    },
    evaluation: {
      label: "Closing",
      tone: "waiting",
      waits: "approve",
      demands: ["evaluated"],
      on: {
        closeEffective: {
          to: "effective",
          verb: "Close as effective",
          may: "approve",
          signs: "closedEffective",
          notBy: [...doers, "signed:evaluated"],
        },
        closeIneffective: {
          to: "ineffective",
          verb: "Close as ineffective",
          may: "approve",
          reason: true,
          signs: "closedIneffective",
          tone: "danger",
          notBy: [...doers, "signed:evaluated"],
        },
        extend: {
          to: "effectiveness",
          verb: "Extend the check",
          may: "approve",
          asks: ["extendedTo"],
          reason: true,
          rules: ["notExtendedYet", "endsLater"],
          signs: "extended",
          breaks: ["evaluated"],
          notBy: [...doers, "signed:evaluated"],
        },
      },
    },
    effective: {
      label: "Closed, effective",
      tone: "force",
      demands: ["planApproved", "verified", "evaluated", "closedEffective"],
    },
    ineffective: {
      label: "Closed, ineffective",
      tone: "refused",
      demands: ["planApproved", "verified", "evaluated", "closedIneffective"],
    },
    declined: { label: "Declined", tone: "refused", demands: ["declined"] },
    cancelled: { label: "Cancelled", tone: "neutral", demands: ["cancelled"] },
  },
});

function cancelling() {
  return {
    to: "cancelled",
    verb: "Cancel",
    may: "approve",
    reason: true,
    signs: "cancelled",
    tone: "danger",
    notBy: ["author", "owner"],
  } as const;
}
