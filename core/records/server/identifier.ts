import { type Statement, statement } from "#core/database";

/** A declared name as SQL: declarations are checked at start, and nothing else passes here. */
export const identifier = (name: string): Statement => {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name for SQL.`);
  return { ...statement``, text: name };
};

/** The name that a column has in the answer. */
export const alias = (name: string): Statement => {
  if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(name)) throw new Error(`${name} is no name for an answer.`);
  return { ...statement``, text: `"${name}"` };
};

export const joined = (parts: readonly Statement[], between: Statement): Statement =>
  parts.slice(1).reduce((all, part) => statement`${all}${between}${part}`, parts[0] ?? statement``);
