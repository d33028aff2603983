import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  chooseTheme,
  currentTheme,
  Facts,
  Form,
  knownLanguages,
  PageFrame,
  Raw,
  Section,
  SelectInput,
  showSaved,
  storeLanguage,
  useSession,
  useSessionChange,
  type Session,
  type Theme,
} from "#kit";
import { TokensSection } from "../tokens/tokens-section.tsx";
import { PasswordForm } from "./password.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { Sessions } from "./sessions.tsx";

export function ProfilePage(): ReactNode {
  const { person, membership, organization, roles } = useSession();
  return (
    <PageFrame title={i18n.t("Your profile")} width="record">
      <div className="k-detail k-detail-aside">
        <div className="k-stack">
          <Section title={i18n.t("Contact and language")}>
            <ContactForm />
          </Section>
          <Section title={i18n.t("Password")}>
            <PasswordForm />
          </Section>
          <Section title={i18n.t("Second factor")}>
            <SecondFactor />
          </Section>
          <Section title={i18n.t("Where you are signed in")}>
            <Sessions />
          </Section>
        </div>
        <aside className="k-stack">
          <Section title={i18n.t("What the organisation knows of you")}>
            <Facts
              facts={[
                {
                  label: i18n.t("Full name"),
                  value: membership && <Raw>{membership.printedName}</Raw>,
                },
                { label: i18n.t("User name"), value: <Raw>{person.username}</Raw> },
                {
                  label: i18n.t("Job title"),
                  value: membership?.title && <Raw>{membership.title}</Raw>,
                },
                {
                  label: i18n.t("Department"),
                  value: membership?.department && <Raw>{membership.department}</Raw>,
                },
                {
                  label: i18n.t("Organisation"),
                  value: organization && <Raw>{organization.name}</Raw>,
                },
                {
                  label: i18n.t("Roles"),
                  value: <Raw>{roles.map(({ name }) => name).join(", ") || "–"}</Raw>,
                },
              ]}
            />
            <p className="k-soft">{i18n.t("Your administrator changes these.")}</p>
          </Section>
          <TokensSection />
          <Section title={i18n.t("Appearance")}>
            <ThemeChoice />
          </Section>
        </aside>
      </div>
    </PageFrame>
  );
}

function ContactForm(): ReactNode {
  const { person, membership } = useSession();
  const change = useSessionChange();
  return (
    <Form
      fields={[
        {
          kind: "text",
          name: "email",
          type: "email",
          label: i18n.t("Email"),
          help: i18n.t("Invitations and links to reset your password go here."),
          required: true,
          autoComplete: "email",
        },
        ...(membership
          ? [
              {
                kind: "select" as const,
                name: "language",
                label: i18n.t("Language"),
                options: languages(),
              },
            ]
          : []),
      ]}
      initial={{ email: person.email, language: membership?.language ?? "en" }}
      verb={i18n.t("Save")}
      save={({ email, language }) =>
        api.patch<Session>("/me", membership ? { email, language } : { email })
      }
      onSaved={(session) => {
        storeLanguage(session.membership?.language ?? "en");
        change(session);
        showSaved(i18n.t("Profile saved"));
      }}
    />
  );
}

function ThemeChoice(): ReactNode {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <SelectInput
      label={i18n.t("Theme")}
      help={i18n.t("It applies at once, on this device.")}
      options={[
        { key: "system", label: i18n.t("As this device") },
        { key: "light", label: i18n.t("Light") },
        { key: "dark", label: i18n.t("Dark") },
      ]}
      value={theme}
      onChange={(key) => {
        const chosen: Theme = key === "light" || key === "dark" ? key : "system";
        chooseTheme(chosen);
        setTheme(chosen);
      }}
    />
  );
}

/** Each language in its own words; the pseudo-language is for tests only. */
function languages() {
  return knownLanguages()
    .filter((language) => language !== "pseudo")
    .map((language) => ({
      key: language,
      label: new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language,
      raw: true,
    }));
}
