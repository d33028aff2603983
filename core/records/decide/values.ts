import type { RecordData } from "../declare/rule.ts";
import type { RecordType } from "../declare/type.ts";

export const valueOf = (record: RecordData, name: string): unknown => {
  if (name === "title") return record.title;
  if (name === "owner") return record.ownerId;
  if (name === "dueOn") return record.dueOn;
  return record.fields[name];
};

export const labelOf = (type: RecordType, name: string): string => {
  if (name === "title") return "Title";
  if (name === "owner") return type.owner ?? "Owner";
  if (name === "dueOn") return type.due ?? "Due";
  if (name === "occurredAt") return type.occurred ?? "Occurred";
  return type.fields[name]?.label ?? name;
};
