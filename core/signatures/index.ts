export { canonical, coveredDigest } from "./content.ts";
export type { Content, CoveredRow, SignedContent } from "./content.ts";
export { coveredRow, digestOfCovered, jsonOfCovered } from "./covered.ts";
export { purposeOf, signatureExample, signatureShape } from "./purpose.ts";
export { sign } from "./sign.ts";
export type { Signed, Signing } from "./sign.ts";
export { actingRoles } from "./signer.ts";
export { endSignatures, signaturesJson, signatureView, standingSignatures } from "./standing.ts";
export type { StandingSignature } from "./standing.ts";
