import { makeToken, revokeToken } from "./api-token.ts";
import { listTokenChoices, listTokens } from "./api-token-read.ts";
import type { App } from "./app.ts";
import { assignRole, withdrawRole } from "./assignments.ts";
import { listOpenWork } from "./hand-over.ts";
import { directReports } from "./hand-over-reports.ts";
import { mailInvitations } from "./import-invitations.ts";
import { organizationPart } from "./organization-app.ts";
import {
  deactivatePerson,
  editPerson,
  inviteAgain,
  invitePerson,
  reactivatePerson,
} from "./people.ts";
import { reviewPart } from "./review-app.ts";
import { extendRole, listEndingRoles } from "./role-ends.ts";
import { announceRoleEnds } from "./role-ends-daily.ts";
import { getPerson, listPeople, summarisePeople } from "./people-read.ts";
import { approveCredentialReset, declineCredentialReset, requestCredentialReset } from "./reset.ts";
import { listCredentialResets } from "./reset-read.ts";
import { addRole, editRole, listPermissions, listRoles, removeRole } from "./roles.ts";
import { requireSecondFactor } from "./role-policy.ts";
import { beginSecondFactorRemoval } from "./second-factor-removal.ts";
import { addScope, editScope, listScopes, moveScope } from "./scopes.ts";
import { unlockPerson } from "./unlock.ts";

export const access: App = {
  name: "access",
  permissions: {
    "access.person.read": { allows: "See people and their roles", roles: ["administrator"] },
    "access.person.write": {
      allows: "Invite people, change and deactivate them, give and take roles",
      roles: ["administrator"],
    },
    "access.role.read": { allows: "See roles and what they allow", roles: ["administrator"] },
    "access.role.write": { allows: "Make and change roles", roles: ["administrator"] },
    "access.scope.read": {
      allows: "See scopes: departments, buildings, sites",
      roles: ["administrator", "member"],
    },
    "access.scope.write": { allows: "Add, rename and move scopes", roles: ["administrator"] },
    "access.token.read": { allows: "See access tokens", roles: ["administrator", "member"] },
    "access.token.write": {
      allows: "Make access tokens for oneself, and revoke them",
      roles: ["administrator", "member"],
    },
    ...organizationPart.permissions,
    ...reviewPart.permissions,
  },
  operations: [
    listPeople,
    getPerson,
    summarisePeople,
    invitePerson,
    editPerson,
    listOpenWork,
    deactivatePerson,
    reactivatePerson,
    inviteAgain,
    assignRole,
    withdrawRole,
    listEndingRoles,
    extendRole,
    listRoles,
    listPermissions,
    addRole,
    editRole,
    removeRole,
    requireSecondFactor,
    listScopes,
    addScope,
    editScope,
    moveScope,
    listTokens,
    listTokenChoices,
    makeToken,
    revokeToken,
    unlockPerson,
    beginSecondFactorRemoval,
    listCredentialResets,
    requestCredentialReset,
    approveCredentialReset,
    declineCredentialReset,
    ...organizationPart.operations,
    ...reviewPart.operations,
  ],
  work: [directReports],
  jobs: [mailInvitations],
  daily: [announceRoleEnds],
};

export { grantsOf, permissionsOf } from "./app.ts";
export type { App } from "./app.ts";
export { assign } from "./assignments.ts";
export { rolesAndScopes } from "./lookup.ts";
export { completeOrganization, provisionOrganization } from "./provision.ts";
export type { NewOrganization } from "./provision.ts";
