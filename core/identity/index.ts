import { changePassword, followLink, inspectLink, requestReset } from "./credentials.ts";
import {
  editProfile,
  endOtherSessions,
  endSession,
  getSession,
  listSessions,
  signOut,
  switchOrganization,
} from "./own-session.ts";
import { logIn, signIn } from "./sign-in.ts";

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
    changePassword,
    requestReset,
    inspectLink,
    followLink,
  ],
};

export { mailLetter } from "./letter.ts";
export { mailLink } from "./link.ts";
export { hashPassword } from "./password.ts";
export { endSessions } from "./session.ts";
export { email, instant, language, newUsername, nothing, uuid } from "./shapes.ts";
