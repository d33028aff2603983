import type { JsonSchema } from "../json-schema.ts";
import type { ApiDocument, Content, DocumentedOperation } from "../openapi.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { Listed } from "./page.ts";
import { describeType } from "./type.ts";

type Row = {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
};

export const renderOperation = (
  { method, path, operation }: Listed,
  document: ApiDocument,
): Markup =>
  html` <article id="${operation.operationId}">
    <h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
    <p>${operation.summary}.</p>
    <p class="permission">${permissionOf(operation)}</p>
    ${renderInput(operation, document)}
    ${Object.entries(operation.responses).map(([status, response]) =>
      "$ref" in response ? html`` : renderAnswer(status, response, document),
    )}
    <p class="problems">
      Problems:
      ${Object.entries(operation.responses)
        .filter(([, response]) => "$ref" in response)
        .map(([status]) => html`<span>${status}</span> `)}
    </p>
  </article>`;

const permissionOf = (operation: DocumentedOperation): Markup => {
  const reason = operation["x-permission-reason"];
  return reason === undefined
    ? html`Needs the permission <code>${operation["x-permission"]}</code>`
    : html`Needs no permission. ${reason}`;
};

const renderInput = (operation: DocumentedOperation, document: ApiDocument): Markup => {
  const content = operation.requestBody?.content["application/json"];
  const rows: Row[] = [
    ...operation.parameters.map(({ name, in: place, required, schema }) => ({
      name,
      place,
      required,
      schema,
    })),
    ...rowsOf(content?.schema ?? {}, document).map((row) => ({ ...row, place: "body" })),
  ];
  if (rows.length === 0) return html``;
  return html` <h4>Input</h4>
    ${renderRows(rows, true)}
    ${content?.example === undefined ? null : renderExample("Example of a body", content.example)}`;
};

const renderAnswer = (
  status: string,
  response: { readonly description: string; readonly content?: Content },
  document: ApiDocument,
): Markup => {
  const [contentType, content] = Object.entries(response.content ?? {})[0] ?? [];
  if (content === undefined)
    return html`<h4>Answer ${status}</h4>
      <p>${response.description}</p>`;
  const rows = rowsOf(content.schema, document);
  return html` <h4>Answer ${status}, <code>${contentType ?? ""}</code></h4>
    ${rows.length === 0 ? html`<p>${describeType(content.schema)}</p>` : renderRows(rows, false)}
    ${content.example === undefined ? null : renderExample("Example of an answer", content.example)}`;
};

const rowsOf = (schema: JsonSchema, document: ApiDocument): Row[] => {
  const known = schema.$ref === undefined ? schema : resolve(schema.$ref, document);
  return Object.entries(known.properties ?? {}).map(([name, one]) => ({
    name,
    place: "",
    required: (known.required ?? []).includes(name),
    schema: one,
  }));
};

const resolve = (reference: string, document: ApiDocument): JsonSchema =>
  (document.components["schemas"]?.[reference.slice(reference.lastIndexOf("/") + 1)] ??
    {}) as JsonSchema;

const renderRows = (rows: readonly Row[], withPlace: boolean): Markup =>
  html` <div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          ${withPlace ? html`<th scope="col">In</th>` : null}
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, place, required, schema }) =>
            html`<tr>
              <td>
                <code>${name}</code
                >${required ? null : html` <span class="optional">optional</span>`}
              </td>
              ${withPlace ? html`<td>${place}</td>` : null}
              <td>${describeType(schema)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const renderExample = (title: string, example: unknown): Markup =>
  html` <details>
    <summary>${title}</summary>
    <pre><code>${typeof example === "string" ? example : JSON.stringify(example, null, 2)}</code></pre>
  </details>`;
