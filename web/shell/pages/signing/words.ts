import { i18n } from "@lingui/core";

/** How the log speaks of signatures and of who may sign. */
export const signingWords: Parameters<typeof import("#kit").nameTypes>[0] = {
  "signatures.signature": {
    word: () => i18n.t("Signature"),
    sentences: {
      insert: (slots) => i18n.t("{who} signed a record", slots),
      update: (slots) => i18n.t("{who} ended a signature", slots),
    },
  },
  "signatures.identity": {
    word: () => i18n.t("Verified identity"),
    sentences: {
      insert: (slots) => i18n.t("{who} verified the identity of a signer", slots),
      update: (slots) => i18n.t("{who} ended the verification of a signer's identity", slots),
    },
  },
  "signatures.policy": {
    word: () => i18n.t("Accountability policy"),
    sentences: {
      insert: (slots) => i18n.t("{who} published an accountability policy", slots),
    },
  },
  "signatures.acceptance": {
    word: () => i18n.t("Acceptance of the accountability policy"),
    sentences: {
      insert: (slots) => i18n.t("{who} accepted the accountability policy", slots),
    },
  },
  "signatures.refused": {
    word: () => i18n.t("Refused signature"),
    sentences: {
      fact: (slots) => i18n.t("{who} tried to sign a record and was refused", slots),
    },
  },
};
