import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { type Operation, query } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";
import { operationId, read } from "./names.ts";

const MOST = 1_000;

/** Whom a record may name: active people who may read the type somewhere. A name, and nothing else of them. */
export const peopleOperation = (type: RecordType): Operation =>
  query({
    id: operationId(type, "listPeople"),
    summary: `People whom a ${type.one} may name`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/people` },
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(z.strictObject({ id: uuid, printedName: z.string().nullable() })),
    }),
    example: {
      input: {},
      output: {
        items: [{ id: "0198f1a0-0000-7000-8000-000000000002", printedName: "Nora Lind" }],
      },
    },
    read: () => statement`
      select json_build_object('items', coalesce(json_agg(json_build_object('id', p.id, 'printedName', p.printed_name)), '[]'))::text as json
      from (select m.id, m.printed_name from membership m where m.active and exists (select from membership_role mr
          join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id and rp.permission = ${permissionOf(type, "read")}
          where mr.org_id = m.org_id and mr.membership_id = m.id and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date))
        order by m.printed_name, m.id limit ${MOST}::int) p`,
  });
