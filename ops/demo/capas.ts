/** A step that somebody takes in the demo, or a change or an action that somebody makes. Days count from today. */
export type DemoStep =
  | {
      readonly by: string;
      readonly take: string;
      readonly with?: Readonly<Record<string, unknown>>;
    }
  | { readonly by: string; readonly edit: Readonly<Record<string, unknown>> }
  | { readonly by: string; readonly act: DemoAction };

export type DemoAction = {
  readonly title: string;
  readonly kind: string;
  readonly task: string;
  readonly owner: string;
  readonly inDays: number;
  /** Complete it, and verify it, once the plan is approved. */
  readonly done?: { readonly evidence: string; readonly verifiedBy?: string };
};

export type DemoCapa = {
  readonly by: string;
  readonly scope: string;
  readonly title: string;
  readonly kind: string;
  readonly problem: string;
  readonly source: string;
  readonly steps: readonly DemoStep[];
};

const accept = (owner: string, priority: string, rationale: string): DemoStep => ({
  by: "nora.lind",
  take: "accept",
  with: { ownerId: `person:${owner}`, priority, rationale },
});

const found = (by: string, causes: readonly string[], rootCause: string): readonly DemoStep[] => [
  { by, edit: { causes, rootCause, extent: "All lines and both shifts were looked at." } },
  { by, take: "concludeInvestigation" },
];

const plan = (by: string, text: string, criterion: string, inDays: number): DemoStep => ({
  by,
  edit: { plan: text, criterion, checkOn: `day:${inDays + 30}`, dueOn: `day:${inDays}` },
});

const approve: DemoStep = { by: "tomas.ek", take: "approvePlan" };

export const demoCapas: readonly DemoCapa[] = [
  {
    by: "erik.sand",
    scope: "Production",
    title: "Labels come off in the cold room",
    kind: "corrective",
    problem:
      "Eleven of two hundred labels came off within a day at 5 °C. Two boxes could not be told apart.",
    source: "Line log of the early shift, checked on two days",
    steps: [
      accept("erik.sand", "high", "Boxes that cannot be told apart can reach patients."),
      ...found("erik.sand", ["material"], "The label's glue is made for 10 °C and above."),
      plan(
        "erik.sand",
        "Another label with a glue for the cold, and a check at receipt.",
        "No label off in 1,000 boxes after 30 days",
        20,
      ),
      {
        by: "erik.sand",
        act: {
          ...{
            title: "Order labels with cold glue",
            kind: "engineering",
            owner: "erik.sand",
            inDays: 4,
          },
          task: "Order, test on 200 boxes for 48 hours, release.",
          done: { evidence: "Order 4417; 200 of 200 held for 48 hours.", verifiedBy: "nora.lind" },
        },
      },
      {
        by: "erik.sand",
        act: {
          ...{
            title: "Add the glue to the receipt check",
            kind: "procedural",
            owner: "nora.lind",
            inDays: -1,
          },
          task: "Change the receipt form, so that the glue's range is written down.",
        },
      },
      { by: "erik.sand", take: "submitPlan" },
      approve,
    ],
  },
  {
    by: "amara.osei",
    scope: "Laboratory",
    title: "Balance drifts after cleaning",
    kind: "preventive",
    problem: "Balance 2 reads 0.4 mg high for an hour after it was cleaned with alcohol.",
    source: "Daily check of the balances, three times in two weeks",
    steps: [],
  },
  {
    by: "erik.sand",
    scope: "Production",
    title: "Line clearance list misses two positions",
    kind: "corrective",
    problem: "The list for line 2 does not name the reject bin and the printer's ribbon box.",
    source: "Walk along line 2 before the inspection",
    steps: [
      accept("erik.sand", "medium", "Left-overs of the last lot could stay there."),
      ...found("erik.sand", ["method"], "The list was copied from line 1, which has neither."),
      plan(
        "erik.sand",
        "Complete the list and walk along all lines with it.",
        "No left-over found in 20 clearances",
        14,
      ),
      {
        by: "erik.sand",
        act: {
          ...{
            title: "Complete the list of line 2",
            kind: "procedural",
            owner: "erik.sand",
            inDays: 7,
          },
          task: "Add both positions, with pictures.",
        },
      },
      { by: "erik.sand", take: "submitPlan" },
    ],
  },
  {
    by: "nora.lind",
    scope: "Quality",
    title: "Deviations reach quality after more than three days",
    kind: "improvement",
    problem:
      "Seven of twenty deviations of the last quarter were reported on the fourth day or later.",
    source: "Quarterly review of deviations",
    steps: [],
  },
];
