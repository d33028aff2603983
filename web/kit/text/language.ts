import { i18n, type Messages } from "@lingui/core";

/** Remembered on this device, for the pages before sign-in. */
const stored = "plumbline.language";

type Catalogues = Record<string, () => Promise<{ messages: Messages }>>;
let catalogues: Catalogues = {};

export function provideCatalogues(given: Catalogues): void {
  catalogues = given;
}

export function knownLanguages(): string[] {
  return Object.keys(catalogues);
}

/** Loads and shows the first of the wanted languages that there is a catalogue for, else English. */
export async function speak(...wanted: (string | null | undefined)[]): Promise<void> {
  const bases = wanted.flatMap((language) =>
    language ? [language, language.split("-")[0] ?? ""] : [],
  );
  const language = bases.find((base) => catalogues[base]) ?? "en";
  if (i18n.locale === language) return;
  const { messages } = (await catalogues[language]?.()) ?? { messages: {} };
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language === "pseudo" ? "en" : language;
}

export function storedLanguage(): string | null {
  return localStorage.getItem(stored);
}

export function storeLanguage(language: string): void {
  localStorage.setItem(stored, language);
}

/** For `Intl`; English means British English. */
export function formatLocale(): string {
  return i18n.locale === "en" || i18n.locale === "pseudo" ? "en-GB" : i18n.locale;
}
