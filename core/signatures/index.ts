import { endIdentity, getSignerIdentity, verifyIdentity } from "./identity.ts";
import { listCoveredTypes } from "./covered.ts";
import { acceptPolicy, listPolicies, publishPolicy } from "./policy.ts";
import { getReadiness } from "./readiness.ts";

/** Shaped like an app; nothing here knows what an app is, because records, which sign, come before. */
export const signatures = {
  name: "signatures",
  permissions: {
    "signatures.identity.read": {
      allows: "See whose identity is verified for signing, by whom and how",
      roles: ["administrator"],
    },
    "signatures.identity.write": {
      allows: "Verify the identity of people before they sign, and end a verification",
      roles: ["administrator"],
    },
    "signatures.policy.read": {
      allows: "See every version of the accountability policy for signatures",
      roles: ["administrator"],
    },
    "signatures.policy.write": {
      allows: "Publish the accountability policy that signers accept",
      roles: ["administrator"],
    },
  },
  operations: [
    getReadiness,
    listPolicies,
    publishPolicy,
    acceptPolicy,
    getSignerIdentity,
    verifyIdentity,
    endIdentity,
    listCoveredTypes,
  ],
} as const;

export { canonical, coveredDigest } from "./content.ts";
export type { Content, CoveredRow, SignedContent } from "./content.ts";
export { coveredRow, digestOfCovered, jsonOfCovered } from "./covered.ts";
export { purposeOf, signatureExample, signatureShape } from "./purpose.ts";
export { sign } from "./sign.ts";
export type { Signed, Signing } from "./sign.ts";
export { endSignatures, signaturesJson, signatureView } from "./standing.ts";
export type { EndedSignature } from "./standing.ts";
