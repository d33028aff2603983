/** One rule over the catalogue: its query answers a line for each fault, and none when the rule holds. */
export type Rule = {
  readonly name: string;
  readonly sql: string;
  readonly values?: readonly unknown[];
};
