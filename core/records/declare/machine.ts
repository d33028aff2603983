/** How a state looks: each tone has an icon and, in the state's own label, a word. */
export type StateTone = "neutral" | "waiting" | "risk" | "refused" | "force";

/**
 * Who may not take a transition, whatever their rights: a part somebody has had in the record. `author` made it, `editor`
 * changed it, `owner` owns it now, `took:submit` took that transition, `signed:approval` stands at that signature point.
 * Behind a child's name it is a part in any of the children: `actions.owner`, `actions.took:complete`.
 */
export type Bar = string;

export type Transition = {
  readonly to: string;
  /** The button: a verb in sentence case. */
  readonly verb: string;
  /** The permission of the type that it takes. */
  readonly may: string;
  /** Only the owner of the record, who must hold the permission too. */
  readonly by?: "owner";
  /** Must have a value before. `owner` and `dueOn` count as fields. */
  readonly needs?: readonly string[];
  /** Entered together with the step, and required by it. */
  readonly asks?: readonly string[];
  /** Names of the type's rules, all of which must hold. */
  readonly rules?: readonly string[];
  /** Asks why. */
  readonly reason?: true;
  /** The signature point that is signed with it. */
  readonly signs?: string;
  readonly notBy?: readonly Bar[];
  /** Signature points whose standing signatures it breaks, because it reopens what they cover. */
  readonly breaks?: readonly string[];
  /** For a child: states of its parent in which it is open. */
  readonly parentIn?: readonly string[];
  readonly tone?: "danger";
};

export type State = {
  readonly label: string;
  readonly tone: StateTone;
  /** Who must act: the owner, or whoever holds this permission. A state without transitions waits for nobody. */
  readonly waits?: string;
  /** What may be changed here, by permission; what a standing signature covers stays closed all the same. */
  readonly edits?: Readonly<Record<string, readonly string[]>>;
  /** For a child: states of its parent in which its fields are open. In all of them unless told. */
  readonly parentIn?: readonly string[];
  /** Signature points without which nobody may come here. */
  readonly demands?: readonly string[];
  readonly on?: Readonly<Record<string, Transition>>;
};

export type SignaturePoint = {
  /** What the signer states: "Plan approved". */
  readonly means: string;
  /** Fields, `title`, `owner`, `dueOn`, `links`, and a child's fields behind its name: `actions.title`. */
  readonly covers: readonly string[];
  /** Signed by whoever did the work; every other point is a judgement, closed to the record's author and owner. */
  readonly own?: true;
};

/** A version of a type's machine. Records stay on the one that they began with. */
export type Machine = {
  readonly version: number;
  /** The first state is where a record begins. */
  readonly states: Readonly<Record<string, State>>;
  readonly signatures: Readonly<Record<string, SignaturePoint>>;
};
