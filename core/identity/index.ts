import { changePassword, requestReset } from "./credentials.ts";
import { followLink, inspectLink } from "./follow-link.ts";
import {
  editProfile,
  endOtherSessions,
  endSession,
  getSession,
  listSessions,
  signOut,
  switchOrganization,
} from "./own-session.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from "./second-factor.ts";
import { logIn, signIn } from "./sign-in.ts";
import { stepUp } from "./step-up.ts";

/** Needs no permission of its own: signing in comes before having rights. */
export const identity = {
  name: "identity",
  permissions: {},
  operations: [
    signIn,
    logIn,
    getSession,
    signOut,
    switchOrganization,
    listSessions,
    endSession,
    endOtherSessions,
    editProfile,
    getSecondFactor,
    beginSecondFactor,
    confirmSecondFactor,
    renewRecoveryCodes,
    removeSecondFactor,
    stepUp,
    changePassword,
    requestReset,
    inspectLink,
    followLink,
  ],
};

export { clearGuard } from "./guard.ts";
export { mailLetter } from "./letter.ts";
export { mailLink, passwordCameByLetter } from "./link.ts";
export { hashPassword } from "./password.ts";
export { endSessions } from "./session.ts";
export { takeProof } from "./step-up.ts";
export { email, instant, language, newUsername, nothing, uuid } from "./shapes.ts";
export { endTokenSession, inBrowserOnly, openTokenSession } from "./token-session.ts";
