import axeSource from "axe-core";
import type { Page } from "playwright-core";

/** Runs in the page: texts and labels that the pseudo-language did not touch. Data is marked `translate="no"`. */
export function findEnglish(): string[] {
  const isEnglish = (text: string | null): text is string =>
    text !== null && /[A-Za-z]{2,}/.test(text) && !/[\u00c0-\u024f\u1e00-\u1eff]/.test(text);
  // React Aria brings one word of its own, and mirrors every choice in a hidden native select.
  const isOurs = (element: Element): boolean =>
    element.closest(
      '[translate="no"], script, style, noscript, title, template, option, [aria-label="Dismiss"]',
    ) === null;
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent && isOurs(parent) && isEnglish(node.textContent))
      found.push(node.textContent.trim());
  }
  for (const element of document.querySelectorAll(
    "[aria-label], [title], [placeholder], [alt], [aria-description]",
  )) {
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) {
      const value = element.getAttribute(name);
      if (isOurs(element) && isEnglish(value)) found.push(`${name}="${value}"`);
    }
  }
  return found;
}

/** Presses Tab until the page is through, and says what was never reached or showed no focus. */
export async function walkByKeyboard(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const faults = new Set<string>();
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press("Tab");
    const state = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { isOver: true };
      const isAgain = element.getAttribute("data-walked") === "first";
      const walked = document.querySelector("[data-walked]") ? "yes" : "first";
      if (!element.hasAttribute("data-walked")) element.setAttribute("data-walked", walked);
      const marked = element.closest("label, [role=group]") ?? element;
      const isShown = [element, marked, marked.querySelector(".k-check-box") ?? element].some(
        (one) => getComputedStyle(one).outlineStyle !== "none",
      );
      return { isOver: isAgain, ...(isShown ? {} : { hidden: element.outerHTML.slice(0, 120) }) };
    });
    if (state.isOver) break;
    if (state.hidden) faults.add(`no visible focus on ${state.hidden}`);
  }
  for (const missed of await page.evaluate(listUnreached)) faults.add(`never reached ${missed}`);
  return [...faults];
}

function listUnreached(): string[] {
  const controls = "a[href], button, input, textarea, select, summary";
  return [...document.querySelectorAll<HTMLElement>(controls)]
    .filter(
      (element) =>
        element.checkVisibility() && element.tabIndex >= 0 && !element.hasAttribute("disabled"),
    )
    .filter(
      (element) =>
        element.closest("[aria-hidden=true], [inert]") === null &&
        !element.hasAttribute("data-walked"),
    )
    .map((element) => element.outerHTML.slice(0, 120));
}

type Axe = {
  run: (
    where: Document,
    options: object,
  ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
};

/** Runs in the page, where axe was loaded before. */
export async function violations(which: "everything" | "colours"): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe };
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const runOnly =
    which === "everything"
      ? { type: "tag", values: tags }
      : { type: "rule", values: ["color-contrast"] };
  const { violations: found } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id} ${html.slice(0, 160)} ${failureSummary.slice(0, 260)}`,
    ),
  );
}

/** Runs in the page: sideways scrolling is for tables at most, never for the page. */
export function measureExcess(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px too wide`] : [];
}

/** Runs in the page: 44 px are wanted of every control of ours on touch. */
export function findSmallTargets(): string[] {
  const controls = ".k-button, .k-input, .k-view, .k-check, .s-bottom-link, .s-person";
  return [...document.querySelectorAll<HTMLElement>(controls)]
    .map((element) => ({ element, height: element.getBoundingClientRect().height }))
    .filter(({ element, height }) => element.checkVisibility() && height > 0 && height < 40)
    .map(({ element, height }) => `only ${height} px high: ${element.outerHTML.slice(0, 100)}`);
}

/** Light first with every rule, then dark, where only the colours differ. */
export async function inBothThemes(page: Page): Promise<string[]> {
  await page.evaluate(axeSource.source);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await page.evaluate(violations, "everything" as const);
  await page.emulateMedia({ colorScheme: "dark" });
  return [
    ...light,
    ...(await page.evaluate(violations, "colours" as const)).map((fault) => `dark: ${fault}`),
  ];
}
