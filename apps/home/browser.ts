import { i18n } from "@lingui/core";
import { liveType, nameTypes, type PageDeclaration } from "#kit";

nameTypes({
  "home.notice": {
    word: () => i18n.t("Notice"),
    sentences: {
      insert: (slots) => i18n.t("{who} posted the notice {name}", slots),
      update: (slots) => i18n.t("{who} changed the notice {name}", slots),
      delete: (slots) => i18n.t("{who} deleted the notice {name}", slots),
    },
  },
});

liveType("home.notice", "/notices");

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
