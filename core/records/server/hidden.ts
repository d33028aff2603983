import { permissionOf, type RecordType } from "#core/records";
import { columnsOf } from "./columns.ts";

/** By logged type and column, the permission without which the column is not shown. */
export type Hidden = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What surfaces that know rows and not declarations must leave out. Some fields are hidden in some states alone; a row of
 * the log says nothing of the state, so there it takes the right in all of them.
 */
export const hiddenColumns = (types: readonly RecordType[]): Hidden =>
  Object.fromEntries(
    types.flatMap((type) => {
      const columns = Object.entries(type.fields).flatMap(([name, field]) =>
        field.see
          ? columnsOf(name, field).map((column) => [
              column.name,
              permissionOf(type, field.see?.may ?? ""),
            ])
          : [],
      );
      return columns.length > 0 ? [[type.name, Object.fromEntries(columns)]] : [];
    }),
  );
