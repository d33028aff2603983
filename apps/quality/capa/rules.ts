import type { Rule } from "#core/records";

const hasActions: Rule = {
  says: "Add at least one action to the plan first.",
  holds: ({ children }) => (children["actions"] ?? []).some(({ state }) => state !== "dropped"),
};

/** An action nobody owns, or without a day, is a wish. */
const actionsAreAssigned: Rule = {
  says: "Give every action an owner and a due date first.",
  holds: ({ children }) =>
    (children["actions"] ?? []).every(
      ({ state, ownerId, dueOn }) => state === "dropped" || (ownerId !== null && dueOn !== null),
    ),
};

/** Teaching people again rarely removes a cause; whoever plans nothing else says why. */
const trainingIsNotAll: Rule = {
  says: "Training is the only kind of action in this plan. Add another one, or say under “Why training alone is enough”.",
  holds: ({ children, fields }) => {
    const planned = (children["actions"] ?? []).filter(({ state }) => state !== "dropped");
    const onlyTraining =
      planned.length > 0 && planned.every((action) => action.fields["kind"] === "training");
    return !onlyTraining || Boolean(fields["trainingReason"]);
  },
};

const actionsAreDone: Rule = {
  says: "Every action must be verified first. Some are still open.",
  holds: ({ children }) =>
    (children["actions"] ?? []).every(({ state }) => state === "verified" || state === "dropped"),
};

const windowIsOver: Rule = {
  says: "The time for which the effect is watched is not over yet. Wait until the check date.",
  holds: ({ fields }, today) => {
    const over = fields["extendedTo"] ?? fields["checkOn"];
    return typeof over !== "string" || over <= today;
  },
};

/** Once: whoever still cannot tell after an extension decides. */
const notExtendedYet: Rule = {
  says: "The check was extended once already. Decide whether it was effective or not.",
  holds: ({ parties }) => !parties.some(({ part }) => part === "took:extend"),
};

const endsLater: Rule = {
  says: "The effect is watched until the check date anyway. Choose a later day.",
  holds: ({ fields: { extendedTo, checkOn } }) =>
    typeof extendedTo !== "string" || typeof checkOn !== "string" || extendedTo >= checkOn,
};

const hasSource: Rule = {
  says: "Say where this comes from: link another CAPA, or name the source and the reason.",
  holds: ({ links, fields }) =>
    links.some(({ kind }) => kind === "source") || Boolean(fields["sourceReference"]),
};

export const capaRules = {
  hasActions,
  actionsAreAssigned,
  trainingIsNotAll,
  actionsAreDone,
  windowIsOver,
  notExtendedYet,
  endsLater,
  hasSource,
} as const;
