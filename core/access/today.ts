import type { Context } from "#core/operation";

/** The organisation's calendar day by the injected clock, as the API writes days. */
export const todayIn = ({ now, organization }: Context): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: organization.zone }).format(now());
