import type { ReactNode } from "react";

/** What a command that signs takes beside its own input. */
export type SignatureInput = { proof: string; digest: string; role?: string };

/** One thing to be signed, as the server showed it. */
export type Signing = {
  recordId: string;
  /** The record's type: "quality.capa". */
  type: string;
  point: string;
  /** What the record is called: its number and title. */
  name: string;
  scopeId: string;
  /** By which it is signed; roles that grant it are the ones to act in. */
  permission: string;
  /** The sentence that the signature stands for. */
  meaning: string;
  /** Of exactly what is shown. */
  digest: string;
  /** What is signed: facts, tables, whatever shows all of it. */
  content: ReactNode;
  act: (signature: SignatureInput) => Promise<unknown>;
};

export const keyOf = ({ recordId, point }: Signing): string => `${recordId} ${point}`;

/** What the password is typed for; the server reckons the same. */
export const purposeOf = ({ type, point, recordId }: Signing): string =>
  `sign ${type}.${point} ${recordId}`;
