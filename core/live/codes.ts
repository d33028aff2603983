/** Why a socket was closed, so that its client knows what helps. Part of the API: docs/api.md lists them. */
export const closing = {
  notUnderstood: 4400,
  sessionEnded: 4401,
  rightsChanged: 4403,
  otherOrganization: 4409,
  tooSlow: 4408,
  restarting: 1012,
  tryLater: 1013,
} as const;

export type Closing = keyof typeof closing;

export const sentences: Readonly<Record<Closing, string>> = {
  notUnderstood: 'Send one text message first, such as {"after": 0}, and nothing after it.',
  sessionEnded: "Your session has ended. Sign in again.",
  rightsChanged: "Your rights have changed. Connect again.",
  otherOrganization: "Your session is in another organisation now. Reload the page to go on there.",
  tooSlow: "You read too slowly. Connect again with the last seq you saw.",
  restarting: "The server is being restarted. Connect again with the last seq you saw.",
  tryLater: "The feed cannot go on at the moment. Connect again shortly.",
};
