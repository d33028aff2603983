import type { IncomingMessage } from "node:http";
import { newId } from "#core/operation";

/** A proxy's own id is only taken over when the proxy is trusted. */
export const requestIdOf = (raw: IncomingMessage, proxied: boolean): string => {
  const given = raw.headers["x-request-id"];
  return proxied && typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : newId();
};
