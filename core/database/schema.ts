// Generated from the migrated database by `plumb schema types`. Do not edit.
import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;

export type Counter = {
  org_id: string;
  name: string;
  value: number;
};

export type IdempotencyKey = {
  org_id: string;
  person_id: string;
  operation: string;
  key_digest: Buffer;
  request_digest: Buffer;
  answer: string | null;
  created_at: Instant;
};

export type Installation = {
  only_row: Generated<boolean>;
  id: string;
  simulated: boolean;
  created_at: Generated<Instant>;
};

export type Job = {
  id: string;
  org_id: string | null;
  kind: string;
  payload: unknown;
  run_at: Instant;
  attempts: Generated<number>;
  max_attempts: Generated<number>;
  state: Generated<string>;
  fence: Generated<number>;
  leased_until: Instant | null;
  last_error: string | null;
  created_at: Instant;
  finished_at: Instant | null;
};

export type LogCheckpoint = {
  org_id: string;
  size: number;
  text: string;
  at: Instant;
};

export type LogEntry = {
  hint: number;
  txid: string;
  org_id: string;
  at: Instant;
  action: string;
  type: string;
  record_id: string | null;
  scope_id: string | null;
  version: number | null;
  old: unknown | null;
  new: unknown | null;
  changed_secrets: string[] | null;
  context: unknown;
  withholds: unknown | null;
};

export type LogLeaf = {
  org_id: string;
  n: number;
  hint: number;
  txid: string;
  header: string;
  salts: string;
  leaf: Buffer;
  sequenced_at: Instant;
  at: Instant;
  action: string;
  type: string;
  record_id: string | null;
  person_id: string | null;
  operation: string | null;
};

export type LogSequencer = {
  only_row: Generated<boolean>;
  holder: string | null;
  fence: Generated<number>;
  until: Generated<Instant>;
  done_before: Generated<string>;
};

export type LogTree = {
  org_id: string;
  size: number;
  peaks: Buffer[];
  sequenced_at: Instant;
};

export type Mail = {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  created_at: Instant;
  sent_at: Instant | null;
};

export type Membership = {
  org_id: string;
  id: string;
  person_id: string;
  printed_name: string | null;
  employee_number: string | null;
  title: string | null;
  department: string | null;
  manager_id: string | null;
  language: Generated<string>;
  active: Generated<boolean>;
  version: Generated<number>;
};

export type MembershipRole = {
  org_id: string;
  id: string;
  membership_id: string;
  role_id: string;
  scope_id: string;
  ends_on: string | null;
};

export type Migration = {
  version: number;
  name: string;
  checksum: string;
  applied_at: Generated<Instant>;
};

export type Notice = {
  org_id: string;
  id: string;
  scope_id: string;
  title: string;
  text: string;
  from_on: string;
  until_on: string | null;
  pinned: Generated<boolean>;
  author_id: string;
  version: Generated<number>;
  created_at: Instant;
  updated_at: Instant;
};

export type OneTimeLink = {
  id: string;
  token_digest: Buffer;
  kind: string;
  person_id: string;
  organization_id: string | null;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant | null;
};

export type Organization = {
  id: string;
  name: string;
  zone: string;
  language: Generated<string>;
  currency: Generated<string>;
  version: Generated<number>;
};

export type Person = {
  id: string;
  username: string | null;
  username_digest: Buffer;
  email: string | null;
  password_hash: string | null;
  deactivated_at: Instant | null;
  erased_at: Instant | null;
  version: Generated<number>;
};

export type PersonOrganization = {
  id: string;
  person_id: string;
  organization_id: string;
  active: Generated<boolean>;
};

export type Role = {
  org_id: string;
  id: string;
  key: string | null;
  name: string;
  description: Generated<string>;
  version: Generated<number>;
};

export type RolePermission = {
  org_id: string;
  id: string;
  role_id: string;
  permission: string;
};

export type Scope = {
  org_id: string;
  id: string;
  parent_id: string | null;
  kind: string;
  name: string;
  path: string[];
  version: Generated<number>;
};

export type Session = {
  id: string;
  token_digest: Buffer;
  person_id: string;
  organization_id: string | null;
  kind: string;
  created_at: Instant;
  seen_at: Instant;
  idle_seconds: number;
  expires_at: Instant;
  ended_at: Instant | null;
  address: string;
  device: string;
  must_enrol: Generated<boolean>;
  token_id: string | null;
  permissions: string[] | null;
  scopes: string[] | null;
};

export type SignInGuard = {
  username_digest: Buffer;
  failures: number;
  locked_until: Instant | null;
  changed_at: Instant;
};

export type Schema = {
  counter: Counter;
  idempotency_key: IdempotencyKey;
  installation: Installation;
  job: Job;
  log_checkpoint: LogCheckpoint;
  log_entry: LogEntry;
  log_leaf: LogLeaf;
  log_sequencer: LogSequencer;
  log_tree: LogTree;
  mail: Mail;
  membership: Membership;
  membership_role: MembershipRole;
  migration: Migration;
  notice: Notice;
  one_time_link: OneTimeLink;
  organization: Organization;
  person: Person;
  person_organization: PersonOrganization;
  role: Role;
  role_permission: RolePermission;
  scope: Scope;
  session: Session;
  sign_in_guard: SignInGuard;
};
