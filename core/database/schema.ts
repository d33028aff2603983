// Generated from the migrated database by `plumb schema types`. Do not edit.
import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date | string, Date | string>;

export type AccessReview = {
  org_id: string;
  id: string;
  name: string;
  scope_id: string;
  due_on: string;
  opened_by: string;
  opened_at: Instant;
  closed_by: string | null;
  closed_at: Instant | null;
  version: Generated<number>;
};

export type AccessReviewItem = {
  org_id: string;
  id: string;
  review_id: string;
  assignment_id: string;
  membership_id: string;
  role_id: string;
  role_name: string;
  scope_id: string;
  scope_name: string;
  ends_on: string | null;
  decision: string | null;
  reason: string | null;
  decided_by: string | null;
  decided_at: Instant | null;
  version: Generated<number>;
};

export type AccountabilityAcceptance = {
  org_id: string;
  id: string;
  membership_id: string;
  policy_version: number;
  text_digest: string;
  accepted_at: Instant;
};

export type AccountabilityPolicy = {
  org_id: string;
  id: string;
  version: number;
  text: string;
  published_at: Instant;
  published_by: string;
};

export type ApiToken = {
  org_id: string;
  id: string;
  membership_id: string;
  name: string;
  permissions: string[];
  scopes: string[];
  made_on: string;
  ends_on: string;
  revoked_at: Instant | null;
  revoked_by: string | null;
  version: Generated<number>;
};

export type Capa = {
  org_id: string;
  id: string;
  scope_id: string;
  kind: string;
  problem: string;
  source_reference: string | null;
  priority: string | null;
  rationale: string | null;
  causes: string[] | null;
  root_cause: string | null;
  extent: string | null;
  plan: string | null;
  criterion: string | null;
  check_on: string | null;
  training_reason: string | null;
  side_effects: string | null;
  extended_to: string | null;
  observed: string | null;
};

export type CapaAction = {
  org_id: string;
  id: string;
  scope_id: string;
  kind: string;
  task: string;
  evidence: string | null;
};

export type Counter = {
  org_id: string;
  name: string;
  value: number;
};

export type CredentialReset = {
  org_id: string;
  id: string;
  membership_id: string;
  requested_by: string;
  requested_at: Instant;
  ends_at: Instant;
  reason: string;
  address_digest: Buffer;
  state: Generated<string>;
  decided_by: string | null;
  decided_at: Instant | null;
  decline_reason: string | null;
  version: Generated<number>;
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
  mended: Generated<number>;
};

export type LogTree = {
  org_id: string;
  size: number;
  peaks: Buffer[];
  sequenced_at: Instant;
};

export type LogTreeAside = {
  org_id: string;
  why: string;
  since: Generated<Instant>;
  done_before: string;
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
  setup: Generated<string>;
};

export type OrganizationBanner = {
  org_id: string;
  id: string;
  text: string | null;
  tone: string;
  until_on: string | null;
  version: Generated<number>;
};

export type OrganizationLogo = {
  org_id: string;
  id: string;
  content: Buffer | null;
  type: string | null;
  digest: string | null;
  width: number | null;
  height: number | null;
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

export type Record = {
  org_id: string;
  id: string;
  scope_id: string;
  type: string;
  definition: number;
  number: string | null;
  title: string;
  state: string;
  waits_for: string | null;
  author_id: string | null;
  owner_id: string | null;
  parent_id: string | null;
  due_on: string | null;
  due_by: Generated<string>;
  occurred_at: Instant | null;
  effective_on: string | null;
  submitted_at: Instant | null;
  updated_by: string | null;
  closed_at: Instant | null;
  retention: string;
  version: Generated<number>;
  created_at: Instant;
  updated_at: Instant;
};

export type RecordComment = {
  org_id: string;
  id: string;
  scope_id: string;
  record_id: string;
  author_id: string;
  text: string;
  mentions: Generated<string[]>;
  created_at: Instant;
};

export type RecordDefinition = {
  type: string;
  definition: number;
};

export type RecordLink = {
  org_id: string;
  id: string;
  scope_id: string;
  record_id: string;
  to_id: string;
  kind: string;
  author_id: string;
  created_at: Instant;
  ended_at: Instant | null;
  ended_by: string | null;
};

export type RecordParty = {
  org_id: string;
  id: string;
  scope_id: string;
  record_id: string;
  membership_id: string;
  part: string;
};

export type RecordView = {
  org_id: string;
  id: string;
  owner_id: string;
  type: string;
  name: string;
  query: string;
  shared: Generated<boolean>;
  version: Generated<number>;
};

export type RecoveryCode = {
  id: string;
  person_id: string;
  digest: Buffer;
  used_at: Instant | null;
};

export type RightsVersion = {
  org_id: string;
  version: Generated<number>;
};

export type Role = {
  org_id: string;
  id: string;
  key: string | null;
  name: string;
  description: Generated<string>;
  version: Generated<number>;
  second_factor: Generated<boolean>;
};

export type RoleEndNotice = {
  org_id: string;
  assignment_id: string;
  ends_on: string;
  stage: string;
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

export type SecondFactor = {
  id: string;
  person_id: string;
  secret: string | null;
  confirmed_at: Instant | null;
  pending_secret: string | null;
  pending_at: Instant | null;
  last_step: Generated<number>;
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

export type SetupDecision = {
  org_id: string;
  id: string;
  step: string;
  decision: string;
};

export type SignInGuard = {
  username_digest: Buffer;
  failures: number;
  locked_until: Instant | null;
  changed_at: Instant;
};

export type Signature = {
  org_id: string;
  id: string;
  scope_id: string;
  record_id: string;
  type: string;
  definition: number;
  record_version: number;
  point: string;
  meaning: string;
  membership_id: string;
  printed_name: string;
  acting_role: string;
  zone: string;
  signed_at: Instant;
  covered_digest: string;
  content: string;
  covers: string[];
  digest: string;
  ended_at: Instant | null;
  ended_by: string | null;
  end_reason: string | null;
};

export type SignerIdentity = {
  org_id: string;
  id: string;
  membership_id: string;
  verified_by: string;
  how: string;
  verified_at: Instant;
  ended_at: Instant | null;
  ended_by: string | null;
  end_reason: string | null;
};

export type StepUp = {
  id: string;
  proof_digest: Buffer;
  session_id: string;
  person_id: string;
  purpose: string;
  digest: Buffer;
  expires_at: Instant;
  used_at: Instant | null;
};

export type Schema = {
  access_review: AccessReview;
  access_review_item: AccessReviewItem;
  accountability_acceptance: AccountabilityAcceptance;
  accountability_policy: AccountabilityPolicy;
  api_token: ApiToken;
  capa: Capa;
  capa_action: CapaAction;
  counter: Counter;
  credential_reset: CredentialReset;
  idempotency_key: IdempotencyKey;
  installation: Installation;
  job: Job;
  log_checkpoint: LogCheckpoint;
  log_entry: LogEntry;
  log_leaf: LogLeaf;
  log_sequencer: LogSequencer;
  log_tree: LogTree;
  log_tree_aside: LogTreeAside;
  mail: Mail;
  membership: Membership;
  membership_role: MembershipRole;
  migration: Migration;
  notice: Notice;
  one_time_link: OneTimeLink;
  organization: Organization;
  organization_banner: OrganizationBanner;
  organization_logo: OrganizationLogo;
  person: Person;
  person_organization: PersonOrganization;
  record: Record;
  record_comment: RecordComment;
  record_definition: RecordDefinition;
  record_link: RecordLink;
  record_party: RecordParty;
  record_view: RecordView;
  recovery_code: RecoveryCode;
  rights_version: RightsVersion;
  role: Role;
  role_end_notice: RoleEndNotice;
  role_permission: RolePermission;
  scope: Scope;
  second_factor: SecondFactor;
  session: Session;
  setup_decision: SetupDecision;
  sign_in_guard: SignInGuard;
  signature: Signature;
  signer_identity: SignerIdentity;
  step_up: StepUp;
};
