import type { App } from "./app.ts";
import { assignRole, withdrawRole } from "./assignments.ts";
import {
  deactivatePerson,
  editPerson,
  inviteAgain,
  invitePerson,
  reactivatePerson,
} from "./people.ts";
import { getPerson, listPeople, summarisePeople } from "./people-read.ts";
import { addRole, editRole, listPermissions, listRoles, removeRole } from "./roles.ts";
import { addScope, editScope, listScopes, moveScope } from "./scopes.ts";

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
  },
  operations: [
    listPeople,
    getPerson,
    summarisePeople,
    invitePerson,
    editPerson,
    deactivatePerson,
    reactivatePerson,
    inviteAgain,
    assignRole,
    withdrawRole,
    listRoles,
    listPermissions,
    addRole,
    editRole,
    removeRole,
    listScopes,
    addScope,
    editScope,
    moveScope,
  ],
};

export { grantsOf, permissionsOf } from "./app.ts";
export type { App, BuiltInRole } from "./app.ts";
export { assign } from "./assignments.ts";
export { rolesAndScopes } from "./lookup.ts";
export { completeOrganization, provisionOrganization } from "./provision.ts";
export type { NewOrganization } from "./provision.ts";
