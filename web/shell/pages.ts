import { i18n } from "@lingui/core";
import { pages as home } from "#apps/home/browser";
import { pages as quality } from "#apps/quality/browser";
import { liveType, nameTypes, type PageDeclaration, WorkPage } from "#kit";
import { signingWords } from "./pages/signing/words.ts";

nameTypes(signingWords);

liveType("access.membership", "/people", "/role-assignments");
liveType("access.role", "/roles");
liveType("access.scope", "/scopes");
liveType("access.review", "/access-reviews");
liveType("access.credentialReset", "/credential-resets");
liveType("signatures.policy", "/signing");

const core: readonly PageDeclaration[] = [
  {
    path: "/people",
    title: () => i18n.t("People"),
    permission: "access.person.read",
    load: async () => (await import("./pages/people/people.tsx")).PeoplePage,
    entry: { icon: "people", group: "administration", key: "p" },
  },
  {
    path: "/people/invite",
    title: () => i18n.t("Invite a person"),
    permission: "access.person.write",
    load: async () => (await import("./pages/people/invite.tsx")).InvitePage,
  },
  {
    path: "/people/import",
    title: () => i18n.t("Import people"),
    permission: "access.person.write",
    load: async () => (await import("./pages/setup/import-people.tsx")).ImportPeoplePage,
  },
  {
    path: "/people/$id",
    title: () => i18n.t("Person"),
    permission: "access.person.read",
    load: async () => (await import("./pages/people/person.tsx")).PersonPage,
  },
  {
    path: "/roles",
    title: () => i18n.t("Roles"),
    permission: "access.role.read",
    load: async () => (await import("./pages/roles/roles.tsx")).RolesPage,
    entry: { icon: "role", group: "administration", key: "r" },
  },
  {
    path: "/roles/new",
    title: () => i18n.t("New role"),
    permission: "access.role.write",
    load: async () => (await import("./pages/roles/role-form.tsx")).NewRolePage,
  },
  {
    path: "/roles/$id",
    title: () => i18n.t("Role"),
    permission: "access.role.read",
    load: async () => (await import("./pages/roles/role.tsx")).RolePage,
  },
  {
    path: "/roles/$id/edit",
    title: () => i18n.t("Edit role"),
    permission: "access.role.write",
    load: async () => (await import("./pages/roles/role-form.tsx")).EditRolePage,
  },
  {
    path: "/access-reviews",
    title: () => i18n.t("Access reviews"),
    permission: "access.review.read",
    load: async () => (await import("./pages/reviews/reviews.tsx")).ReviewsPage,
    entry: { icon: "review", group: "administration", key: "v" },
  },
  {
    path: "/access-reviews/new",
    title: () => i18n.t("Open a review"),
    permission: "access.review.write",
    load: async () => (await import("./pages/reviews/open-review.tsx")).OpenReviewPage,
  },
  {
    path: "/access-reviews/$id",
    title: () => i18n.t("Access review"),
    permission: "access.review.read",
    load: async () => (await import("./pages/reviews/review.tsx")).ReviewPage,
  },
  {
    path: "/tokens/all",
    title: () => i18n.t("Access tokens"),
    permission: "access.person.read",
    load: async () => (await import("./pages/tokens/tokens.tsx")).AllTokensPage,
    entry: { icon: "lock", group: "administration", key: "t" },
  },
  {
    path: "/tokens",
    title: () => i18n.t("Your access tokens"),
    permission: "access.token.read",
    load: async () => (await import("./pages/tokens/tokens.tsx")).TokensPage,
  },
  {
    path: "/tokens/new",
    title: () => i18n.t("Make an access token"),
    permission: "access.token.write",
    load: async () => (await import("./pages/tokens/new-token.tsx")).NewTokenPage,
  },
  {
    path: "/scopes",
    title: () => i18n.t("Scopes"),
    permission: "access.scope.read",
    load: async () => (await import("./pages/scopes/scopes.tsx")).ScopesPage,
    entry: { icon: "scope", group: "administration", key: "s" },
  },
  {
    path: "/scopes/departments",
    title: () => i18n.t("Add departments"),
    permission: "access.scope.write",
    load: async () => (await import("./pages/setup/departments.tsx")).DepartmentsPage,
  },
  {
    path: "/signing-policy",
    title: () => i18n.t("Accountability policy"),
    permission: "signatures.policy.read",
    load: async () => (await import("./pages/signing/policy.tsx")).SigningPolicyPage,
    entry: { icon: "edit", group: "administration", key: "a" },
  },
  {
    path: "/organization",
    title: () => i18n.t("Organisation"),
    permission: "access.organization.read",
    load: async () => (await import("./pages/organization/organization.tsx")).OrganizationPage,
    entry: { icon: "building", group: "administration", key: "o" },
  },
  {
    path: "/log",
    title: () => i18n.t("Log"),
    permission: "log.entry.read",
    load: async () => (await import("./pages/log/log.tsx")).LogPage,
    entry: { icon: "log", group: "administration", key: "l" },
  },
  {
    path: "/log/$n",
    title: () => i18n.t("Log entry"),
    permission: "log.entry.read",
    load: async () => (await import("./pages/log/entry.tsx")).LogEntryPage,
  },
  {
    path: "/profile",
    title: () => i18n.t("Your profile"),
    load: async () => (await import("./pages/profile/profile.tsx")).ProfilePage,
  },
];

const work: PageDeclaration = {
  path: "/my-work",
  title: () => i18n.t("My work"),
  load: async () => WorkPage,
  entry: { icon: "check", group: "work", key: "w" },
};

/** Every page behind sign-in. The order is the one of the navigation. */
export const pages: readonly PageDeclaration[] = [...home, work, ...quality, ...core];

/** Pages that need nobody to be signed in. */
export const openPages: readonly PageDeclaration[] = [
  {
    path: "/sign-in",
    title: () => i18n.t("Sign in"),
    load: async () => (await import("./pages/sign-in/sign-in.tsx")).SignInPage,
  },
  {
    path: "/forgotten",
    title: () => i18n.t("Forgotten password"),
    load: async () => (await import("./pages/sign-in/forgotten.tsx")).ForgottenPage,
  },
  {
    path: "/link/$token",
    title: () => i18n.t("Link from a message"),
    load: async () => (await import("./pages/sign-in/link.tsx")).LinkPage,
  },
  {
    path: "/outbox",
    title: () => i18n.t("Demo mailbox"),
    load: async () => (await import("./pages/sign-in/outbox.tsx")).OutboxPage,
  },
];
