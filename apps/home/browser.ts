import { i18n } from "@lingui/core";
import type { PageDeclaration } from "#kit";

export const pages: readonly PageDeclaration[] = [
  {
    path: "/",
    title: () => i18n.t("Start"),
    load: async () => (await import("./pages/landing/landing.tsx")).LandingPage,
    entry: { icon: "home", group: "work", key: "h" },
  },
  {
    path: "/notices",
    title: () => i18n.t("Notices"),
    permission: "home.notice.read",
    load: async () => (await import("./pages/notices.tsx")).NoticesPage,
    entry: { icon: "notice", group: "work", key: "n" },
  },
  {
    path: "/notices/new",
    title: () => i18n.t("Post a notice"),
    permission: "home.notice.write",
    load: async () => (await import("./pages/notice-form.tsx")).NewNoticePage,
  },
  {
    path: "/notices/$id",
    title: () => i18n.t("Notice"),
    permission: "home.notice.read",
    load: async () => (await import("./pages/notice.tsx")).NoticePage,
  },
  {
    path: "/notices/$id/edit",
    title: () => i18n.t("Edit notice"),
    permission: "home.notice.write",
    load: async () => (await import("./pages/notice-form.tsx")).EditNoticePage,
  },
];
