import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";

export const personShape = z.strictObject({
  id: uuid,
  printedName: z.string().nullable(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  title: z.string().nullable(),
  department: z.string().nullable(),
  employeeNumber: z.string().nullable(),
  language: z.string(),
  managerId: uuid.nullable(),
  managerName: z.string().nullable(),
  active: z.boolean(),
  invited: z.boolean(),
  locked: z.boolean(),
  roles: z.array(
    z.strictObject({
      id: uuid,
      roleId: uuid,
      key: z.string().nullable(),
      name: z.string(),
      scopeId: uuid,
      scopeName: z.string(),
      endsOn: z.iso.date().nullable(),
    }),
  ),
  version: z.int(),
});

export const personExample = {
  id: "0198f1a0-0000-7000-8000-000000000002",
  printedName: "Nora Lind",
  username: "nora.lind",
  email: "nora.lind@example.org",
  title: "Quality manager",
  department: "Quality",
  employeeNumber: "1007",
  language: "en",
  managerId: null,
  managerName: null,
  active: true,
  invited: false,
  locked: false,
  roles: [],
  version: 1,
};

// People belong to the whole organisation; of their roles only those in sight are shown, or a scope's name would leak.
const personJson = statement`json_build_object('id', m.id, 'printedName', m.printed_name, 'username', c.username, 'email', c.email,
  'title', m.title, 'department', m.department, 'employeeNumber', m.employee_number, 'language', m.language,
  'managerId', m.manager_id, 'managerName', (select up.printed_name from membership up where up.org_id = m.org_id and up.id = m.manager_id), 'active', m.active,
  'invited', c.invited, 'locked', c.locked, 'version', m.version,
  'roles', (select coalesce(json_agg(json_build_object('id', mr.id, 'roleId', r.id, 'key', r.key, 'name', r.name, 'scopeId', s.id,
      'scopeName', s.name, 'endsOn', mr.ends_on) order by r.name, s.name), '[]')
    from membership_role mr join role r on r.org_id = mr.org_id and r.id = mr.role_id
    join scope s on s.org_id = mr.org_id and s.id = mr.scope_id
    where mr.org_id = m.org_id and mr.membership_id = m.id and mr.scope_id = any(current_setting('plumb.scopes')::uuid[])))`;

export const personById = (id: string): Statement =>
  statement`select ${personJson}::text as json from membership m cross join lateral person_in_organization(m.person_id) c where m.id = ${id}`;

export const getPerson = query({
  id: "access.getPerson",
  unscoped: true,
  summary: "One person of the organisation with roles",
  permission: "access.person.read",
  http: { method: "GET", path: "/people/{id}" },
  input: z.strictObject({ id: uuid }),
  output: personShape,
  example: { input: { id: personExample.id }, output: personExample },
  read: ({ id }) => personById(id),
});

const standing = {
  active: statement`m.active`,
  invited: statement`m.active and c.invited`,
  locked: statement`m.active and c.locked`,
  inactive: statement`not m.active`,
  all: statement`true`,
} as const;

export const listPeople = query({
  id: "access.listPeople",
  unscoped: true,
  summary: "The organisation's people, by name",
  permission: "access.person.read",
  http: { method: "GET", path: "/people" },
  input: listInput({
    search: z
      .string()
      .max(200)
      .optional()
      .describe("Part of a name, title, department or employee number."),
    status: z.enum(["active", "invited", "locked", "inactive", "all"]).default("active"),
  }),
  output: listOf(personShape),
  example: { input: {}, output: { items: [personExample], next: null } },
  read: ({ search, status, after, limit }) => {
    const cursor = cursorOf(after, z.tuple([z.string(), uuid]));
    return pageJson(
      limit,
      statement`select ${personJson} as item, array[coalesce(m.printed_name, ''), m.id::text] as key
        from membership m cross join lateral person_in_organization(m.person_id) c
        where ${standing[status]}
          and ${search ? statement`position(lower(${search}) in lower(concat_ws(' ', m.printed_name, m.title, m.department, m.employee_number))) > 0` : statement`true`}
          and ${cursor ? statement`(coalesce(m.printed_name, ''), m.id) > (${cursor[0]}, ${cursor[1]}::uuid)` : statement`true`}
        order by coalesce(m.printed_name, ''), m.id`,
    );
  },
});

export const summarisePeople = query({
  id: "access.summarisePeople",
  unscoped: true,
  summary: "Who needs an administrator's attention",
  permission: "access.person.read",
  http: { method: "GET", path: "/people/summary" },
  input: z.strictObject({}),
  output: z.strictObject({
    active: z.int(),
    inactive: z.int(),
    invited: z.int(),
    locked: z.int(),
    rolesEnding: z.int().describe("Within 30 days."),
  }),
  example: {
    input: {},
    output: { active: 12, inactive: 1, invited: 2, locked: 0, rolesEnding: 1 },
  },
  read: () => statement`
    select json_build_object('active', count(*) filter (where m.active), 'inactive', count(*) filter (where not m.active),
      'invited', count(*) filter (where m.active and c.invited), 'locked', count(*) filter (where m.active and c.locked),
      'rolesEnding', (select count(*) from membership_role mr join membership e on e.org_id = mr.org_id and e.id = mr.membership_id and e.active
        where mr.scope_id = any(current_setting('plumb.scopes')::uuid[]) and mr.ends_on between current_setting('plumb.today')::date and current_setting('plumb.today')::date + 30))::text as json
    from membership m join people_of_organization() c on c.person_id = m.person_id`,
});
