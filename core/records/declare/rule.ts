/** A record as its rules see it: plain values, no database, no clock. Undefined is what the viewer may not see. */
export type RecordData = {
  readonly id: string;
  readonly state: string;
  readonly definition: number;
  readonly scopeId: string;
  readonly title: string;
  readonly authorId: string | null;
  readonly ownerId: string | null;
  readonly dueOn: string | null;
  readonly submittedAt: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly children: Readonly<Record<string, readonly ChildData[]>>;
  readonly links: readonly { readonly kind: string; readonly toId: string }[];
  readonly parties: readonly Party[];
  readonly signatures: readonly StandingSignature[];
  readonly parent: ParentData | null;
};

/** What a child's rules need of its parent: its state, and the signature points that stand there. */
export type ParentData = {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly points: readonly string[];
};

export type ChildData = {
  readonly id: string;
  readonly state: string;
  readonly title: string;
  readonly ownerId: string | null;
  readonly dueOn: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly parties: readonly Party[];
};

/** `part` is author, editor, or took:<transition>. */
export type Party = { readonly membershipId: string; readonly part: string };

export type StandingSignature = { readonly point: string; readonly membershipId: string };

/** A pure decision with the sentence that its refusal shows: what is missing and what to do. */
export type Rule = {
  readonly says: string;
  readonly holds: (record: RecordData, today: string) => boolean;
};
