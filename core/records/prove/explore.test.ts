import { describe, expect, it } from "vitest";
import { explore, type Machine, recordType, type RecordType, text } from "#core/records";

type States = Machine["states"];

const typeWith = (change: (states: States) => States): RecordType => {
  const sound = recordType("sample.note", {
    ...{ version: 1, one: "Note", many: "Notes", about: "Notes.", path: "/notes", retention: "x" },
    permissions: {
      read: { allows: "See", roles: ["member"] },
      write: { allows: "Write", roles: ["member"] },
    },
    create: "write",
    fields: { body: text("Body") },
    signatures: { approval: { means: "Approved", covers: ["body"] } },
    states: {
      draft: {
        label: "Draft",
        tone: "neutral",
        waits: "owner",
        edits: { write: ["body"] },
        on: { submit: { to: "review", verb: "Submit", may: "write" } },
      },
      review: {
        label: "Review",
        tone: "waiting",
        waits: "write",
        on: {
          approve: {
            to: "approved",
            verb: "Approve",
            may: "write",
            signs: "approval",
            notBy: ["author", "owner", "editor"],
          },
          refuse: { to: "draft", verb: "Send back", may: "write" },
        },
      },
      approved: { label: "Approved", tone: "force", demands: ["approval"] },
    },
  });
  return { ...sound, states: change(sound.states) };
};

const within = (states: States, state: string, step: string, change: object): States => ({
  ...states,
  [state]: {
    ...states[state],
    on: { ...states[state]?.on, [step]: { ...states[state]?.on?.[step], ...change } },
  } as States[string],
});

describe("exploring a machine", () => {
  it("finds nothing in a sound one, and more than its states", () => {
    const { situations, faults } = explore(typeWith((states) => states));
    expect(faults).toEqual([]);
    expect(situations).toBeGreaterThan(3);
  });

  it.each<[string, (states: States) => States, string]>([
    [
      "a state that leads nowhere",
      (states) => ({
        ...within(states, "review", "park", { to: "parked", verb: "Park", may: "write" }),
        parked: {
          ...{ label: "Parked", tone: "neutral", waits: "owner" },
          on: { stay: { to: "parked", verb: "Stay", may: "write" } },
        },
      }),
      "There is no way to an end from here: [made by Ada → Ada: submit → Ada: park]",
    ],
    [
      "an approval that its author may give",
      (states) => within(states, "review", "approve", { notBy: ["owner"] }),
      "Somebody signs “Approved” on what they made or own. [made by Ada → Ada: submit] → Ada: approve",
    ],
    [
      "an approval that the owner may give",
      (states) => within(states, "review", "approve", { notBy: ["author"] }),
      "Somebody signs “Approved” on what they made or own. [made by Ada → Ada: submit] → Ben: approve",
    ],
    [
      "a demanded signature that nothing gives before",
      (states) => within(states, "review", "approve", { signs: undefined }),
      "There is no way to an end from here: [made by Ada]",
    ],
    [
      "a beginning that demands a signature",
      (states) => ({
        ...states,
        draft: { ...(states["draft"] as States[string]), demands: ["approval"] },
      }),
      "“draft” is entered without the signature “approval”. [made by Ada]",
    ],
    [
      "a record on which everybody has worked, so that nobody is left to approve it",
      (states) =>
        within(states, "review", "approve", { notBy: ["author", "owner", "took:submit"] }),
      "There is no way to an end from here: [made by Ada → Cleo: submit → Ada: refuse → Dan: submit]",
    ],
  ])("shows the way to %s", (_, change, fault) => {
    const { faults } = explore(typeWith(change));
    expect(faults).toContain(fault);
  });
});
