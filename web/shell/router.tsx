import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type AnyRoute,
  type AnyRouter,
} from "@tanstack/react-router";
import {
  changeSession,
  connect,
  parseSearch,
  sessionQuery,
  writeSearch,
  type PageDeclaration,
} from "#kit";
import { Failed, NotFound, Waiting } from "./frame/fallbacks.tsx";
import { Guarded } from "./frame/guarded.tsx";
import { Inside } from "./frame/inside.tsx";
import { OpenFrame } from "./frame/open-frame.tsx";
import { openPages, pages } from "./pages.ts";

export function makeRouter(client: QueryClient): AnyRouter {
  const root = createRootRoute({ notFoundComponent: NotFound });
  const open = createRoute({ getParentRoute: () => root, id: "open", component: OpenFrame });
  const inside = createRoute({
    getParentRoute: () => root,
    id: "inside",
    component: Inside,
    beforeLoad: async ({ location }) => {
      const session = await client.ensureQueryData(sessionQuery);
      if (!session) throw redirect({ to: "/sign-in", search: backTo(location.href) });
    },
  });
  const router = createRouter({
    routeTree: root.addChildren([
      open.addChildren(openPages.map((page) => routeOf(page, open))),
      inside.addChildren(pages.map((page) => routeOf(page, inside))),
    ]),
    defaultPreload: "intent",
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: Waiting,
    defaultErrorComponent: Failed,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch,
    stringifySearch: writeSearch,
  });
  connect({
    signedOut: () => {
      const { href, pathname } = router.state.location;
      if (pathname === "/sign-in" || !client.getQueryData(sessionQuery.queryKey)) return;
      const search = { ...backTo(href), ended: "yes" } as never;
      // The page goes first: what stands in the frame needs the session.
      void router.navigate({ to: "/sign-in", search }).then(() => changeSession(client, null));
    },
    // The rights on screen are older than the server's: what it refuses shows as such, or as what to set up first.
    forbidden: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    otherOrganization: () => window.dispatchEvent(new Event("plumbline:other-organization")),
  });
  return router;
}

function routeOf(page: PageDeclaration, parent: AnyRoute): AnyRoute {
  const component = lazyRouteComponent(async () => {
    const Page = await page.load();
    return { default: () => <Guarded page={page} show={Page} /> };
  });
  return createRoute({ getParentRoute: () => parent, path: page.path, component });
}

function backTo(href: string): Record<string, string> {
  return href === "/" ? {} : { back: href };
}
