export { deliverMail } from "./deliver.ts";
export { openMailer } from "./mailer.ts";
export type { Letter, Mailer } from "./mailer.ts";
export { readMailSettings } from "./settings.ts";
export type { MailSettings } from "./settings.ts";
