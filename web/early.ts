import type { HtmlTagDescriptor, Plugin } from "vite";

/**
 * Asks for what the first page needs while its scripts are still on their way: who is signed in, the words, and the files
 * of the landing page. On a slow line each of them would else begin a trip later.
 */
export function early(names: readonly string[]): Plugin {
  return {
    name: "plumbline-early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const scripts = names.map((name) => {
          const file = chunks.find((chunk) => chunk.name === name);
          if (!file) throw new Error(`There is no file called ${name} to ask for early.`);
          return file;
        });
        const styles = scripts.flatMap((file) => [...(file.viteMetadata?.importedCss ?? [])]);
        return [
          link({ rel: "preload", as: "fetch", href: "/api/v1/auth/session", crossorigin: true }),
          ...scripts.map(({ fileName }) => link({ rel: "modulepreload", href: `/${fileName}` })),
          ...styles.map((href) => link({ rel: "stylesheet", href: `/${href}` })),
        ];
      },
    },
  };
}

function link(attrs: NonNullable<HtmlTagDescriptor["attrs"]>): HtmlTagDescriptor {
  return { tag: "link", attrs, injectTo: "head" };
}
