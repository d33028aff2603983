import type { ApiDocument, DocumentedOperation } from "../openapi.ts";
import { problemKinds } from "../problem.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { renderOperation } from "./operation.ts";

export type Listed = {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
};

/** The API document as one page: no script, no inline style, folded by the browser's own means. */
export const renderGuide = (document: ApiDocument, stylePath: string): string => {
  const groups = [
    ...Map.groupBy(listed(document), ({ operation }) => operation.tags[0] ?? ""),
  ].toSorted(([a], [b]) => a.localeCompare(b));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Plumbline API</title>
        <link rel="stylesheet" href="${stylePath}" />
      </head>
      <body>
        <a class="skip" href="#guide">Skip to the guide</a>
        <nav aria-label="Operations">
          ${groups.map(([tag, operations]) => renderIndex(tag, operations))}
        </nav>
        <main id="guide">
          <h1>Plumbline API</h1>
          ${introduction(document)}
          ${groups.map(([tag, operations]) => renderGroup(tag, operations, document))}
        </main>
      </body>
    </html> `;
  return page.markup;
};

const listed = (document: ApiDocument): Listed[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );

const renderIndex = (tag: string, operations: readonly Listed[]): Markup =>
  html` <h2><a href="#${tag}">${tag}</a></h2>
    <ul>
      ${operations.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}
    </ul>`;

const renderGroup = (tag: string, operations: readonly Listed[], document: ApiDocument): Markup =>
  html` <section aria-labelledby="${tag}">
    <h2 id="${tag}">${tag}</h2>
    ${operations.map((one) => renderOperation(one, document))}
  </section>`;

const introduction = (document: ApiDocument): Markup =>
  html` <p>
      ${Object.keys(document.paths).length} addresses. The same as a machine reads it:
      <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).
    </p>
    <h2>Signing in</h2>
    <p>
      Send <code>POST /api/v1/auth/login</code> with <code>username</code> and
      <code>password</code>; put the <code>access_token</code> of the answer into
      <code>Authorization: Bearer</code> of every further request. A browser that is signed in uses
      its cookie instead, and a change made with it needs the header <code>X-Plumbline: 1</code>.
    </p>
    <h2>Errors</h2>
    <p>
      Every error is <code>application/problem+json</code>. Branch on <code>code</code>, show
      <code>detail</code> to people, and name <code>requestId</code> when you ask for help;
      <code>errors</code> lists what is wrong field by field.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">code</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(problemKinds).map(
          ([code, { status, title }]) =>
            html`<tr>
              <td class="number">${status}</td>
              <td><code>${code}</code></td>
              <td>${title}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
