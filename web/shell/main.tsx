import { I18nProvider } from "@lingui/react";
import { i18n } from "@lingui/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { provideCatalogues, sessionQuery, speak, storedLanguage, type Session } from "#kit";
import { makeQueryClient } from "./query-client.ts";
import { makeRouter } from "./router.tsx";
import "./frame/frame.css";

await start();

async function start(): Promise<void> {
  const catalogues = import.meta.glob<typeof import("*.po")>("./texts/*.po");
  provideCatalogues(
    Object.fromEntries(Object.entries(catalogues).map(([path, load]) => [languageOf(path), load])),
  );
  const client = makeQueryClient();
  const [session] = await Promise.all([
    client.ensureQueryData(sessionQuery).catch(() => null),
    speak(storedLanguage()),
  ]);
  if (session)
    await speak(storedLanguage(), session.membership?.language, session.organization?.language);
  const router = makeRouter(client);
  const root = createRoot(document.getElementById("app") ?? document.body);
  const render = (): void =>
    root.render(
      <StrictMode key={i18n.locale}>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </I18nProvider>
      </StrictMode>,
    );
  // Texts are read while rendering, so another language draws everything anew.
  i18n.on("change", render);
  client.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] === "session")
      void speakTo(query.state.data as Session | null | undefined);
  });
  render();
}

async function speakTo(session: Session | null | undefined): Promise<void> {
  await speak(storedLanguage(), session?.membership?.language, session?.organization?.language);
}

function languageOf(path: string): string {
  return /([^/]+)\.po$/.exec(path)?.[1] ?? "en";
}
