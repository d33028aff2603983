import type { Operation } from "#core/operation";
import { type Permission, permissionOf, type RecordType, registryOf } from "#core/records";
import { createOperation } from "./create.ts";
import { asOfOperation, getOperation } from "./detail.ts";
import {
  commentOperation,
  linkOperation,
  listCommentsOperation,
  unlinkOperation,
} from "./discussion.ts";
import { editOperation } from "./edit.ts";
import { historyOperation } from "./history.ts";
import { boardOperation, countOperation, listOperation } from "./list-operation.ts";
import { peopleOperation } from "./people.ts";
import { type Effect, transitionOperations } from "./transition.ts";
import { viewOperations } from "./views.ts";

export type Compiled = {
  readonly permissions: Readonly<Record<string, Permission>>;
  readonly operations: readonly Operation[];
};

/**
 * An app's record types as its permissions and operations. `effects` are what a type's own code does beside a step, by type
 * and step: { "quality.capa": { closeIneffective: … } }.
 */
export const compileRecords = (
  types: readonly RecordType[],
  effects: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {},
): Compiled => {
  const registry = registryOf(types);
  return {
    permissions: Object.fromEntries(
      types.flatMap((type) =>
        Object.entries(type.permissions).map(([verb, permission]) => [
          permissionOf(type, verb),
          permission,
        ]),
      ),
    ),
    operations: types.flatMap((type) => [
      listOperation(type),
      countOperation(type),
      boardOperation(type),
      peopleOperation(type),
      ...viewOperations(type),
      getOperation(registry, type),
      asOfOperation(type),
      historyOperation(type),
      createOperation(registry, type),
      editOperation(registry, type),
      ...transitionOperations(type, effects[type.name] ?? {}),
      listCommentsOperation(type),
      commentOperation(type),
      ...(Object.keys(type.links).length > 0
        ? [linkOperation(registry, type), unlinkOperation(registry, type)]
        : []),
    ]),
  };
};
