type Environment = Readonly<Record<string, string | undefined>>;

export type SessionSettings = { readonly idleMinutes: number; readonly absoluteHours: number };

export const usualSession: SessionSettings = { idleMinutes: 30, absoluteHours: 8 };

/** How long a browser's session lasts unattended, and at the longest. */
export const readSessionSettings = (env: Environment, faults: string[]): SessionSettings => ({
  idleMinutes: read(env, "SESSION_IDLE_MINUTES", usualSession.idleMinutes, 1440, faults),
  absoluteHours: read(env, "SESSION_ABSOLUTE_HOURS", usualSession.absoluteHours, 168, faults),
});

const read = (
  env: Environment,
  name: string,
  usual: number,
  most: number,
  faults: string[],
): number => {
  const text = env[name]?.trim();
  if (!text) return usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  faults.push(
    `${name} is “${text}”. Set it to a whole number from 1 to ${most}, or leave it out for ${usual}.`,
  );
  return usual;
};
