import { i18n } from "@lingui/core";
import { formatNumber } from "#kit";

export type Step = {
  key: "logo" | "banner" | "region" | "departments" | "people" | "roles";
  state: "open" | "done" | "skipped";
  optional: boolean;
};

export type Setup = {
  state: "open" | "done" | "dismissed";
  steps: Step[];
  people: number;
  withoutRole: number;
};

type Words = { title: string; why: string; verb: string; to: string };

/** What a step is called, why it is there, and where it is done. */
export function wordsOf({ key }: Step, { people, withoutRole }: Setup): Words {
  const words: Record<Step["key"], () => Words> = {
    logo: () => ({
      title: i18n.t("Name and logo"),
      why: i18n.t("Check how the name is written and add a logo: both stand on top of every page."),
      verb: i18n.t("Add a logo"),
      to: "/organization?part=logo&from=start",
    }),
    banner: () => ({
      title: i18n.t("Banner"),
      why: i18n.t("One line that everybody sees, such as whom to ask in the first weeks."),
      verb: i18n.t("Write a banner"),
      to: "/organization?part=banner&from=start",
    }),
    region: () => ({
      title: i18n.t("Language, time zone and currency"),
      why: i18n.t(
        "Due dates follow the time zone, amounts the currency. Look at them and save them, changed or not.",
      ),
      verb: i18n.t("Check the region"),
      to: "/organization?part=region&from=start",
    }),
    departments: () => ({
      title: i18n.t("Departments"),
      why: i18n.t("Paste them as lines. Roles can then hold in one department alone."),
      verb: i18n.t("Add departments"),
      to: "/scopes/departments?from=start",
    }),
    people: () => ({
      title: i18n.t("People"),
      why: i18n.t(
        "Import a list, or invite them one by one under People. Each gets a letter with a link.",
      ),
      verb: i18n.t("Import people"),
      to: "/people/import?from=start",
    }),
    roles: () => ({
      title: i18n.t("Roles"),
      why:
        people > 1
          ? i18n.t("Without a role nobody can open anything. People who have none yet: {count}.", {
              count: formatNumber(withoutRole),
            })
          : i18n.t("As soon as people are there, each needs a role."),
      verb: i18n.t("Give roles"),
      to: "/people",
    }),
  };
  return words[key]();
}
