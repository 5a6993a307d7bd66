/**
 * The contract as a readable page, made from the same document that programs read. Plain HTML without a script, its
 * style in a file of its own, so that the strict content policy holds here too.
 */
import { HTTP_ERRORS, TRADING_STATUS } from '@copydesk/api-contract';
import { openApiDocument } from '@copydesk/api-contract/openapi';
import { ROUTES, type Route } from '@copydesk/api-contract/routes';
import { TRADING_ERRORS } from '@copydesk/core';
import type { Express } from 'express';
import type { ServerAddress } from './origin-rule.ts';

interface Schema {
  readonly [key: string]: unknown;
}
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
      }
    >
  >;
}

/** Serves the document, the page and its style. Made once, when the address is known. */
export function serveDocs(app: Express, version: string, address: ServerAddress): void {
  let made: { readonly json: string; readonly html: string } | undefined;
  const docs = () => {
    if (made === undefined) {
      const document = openApiDocument({ version, url: address.publicUrl() });
      made = { json: JSON.stringify(document), html: page(document as unknown as Schema, version) };
    }
    return made;
  };
  app.get('/api/openapi.json', (_request, response) => {
    response.type('application/json').send(docs().json);
  });
  app.get('/api/docs', (_request, response) => {
    response.type('html').send(docs().html);
  });
  app.get('/api/docs/style.css', (_request, response) => {
    response.type('css').send(STYLE);
  });
}

function page(document: Schema, version: string): string {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const routes = Object.entries<Route>(ROUTES);
  const subjects = [...new Set(routes.map(([, route]) => route.about))];
  const sections = subjects.map((subject) => {
    const own = routes.filter(([, route]) => route.about === subject);
    const items = own.map(([name, route]) => {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      return operation(name, route, paths[path]?.[route.method.toLowerCase()] ?? {});
    });
    return `<section id="${subject}"><h2>${subject}</h2>${items.join('')}</section>`;
  });
  const links = [...subjects, 'schemas', 'problems'].map((subject) => `<a href="#${subject}">${subject}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Copydesk API</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/docs/style.css"></head>
<body><header><h1>Copydesk API ${escape(version)}</h1><p>Prices and amounts are decimal numbers in rupees; quantities are
what the exchange takes in an order; times are ISO 8601 with offset. The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<nav>${links.join(' ')}</nav></header><main>${sections.join('')}${schemas(document)}${problems()}</main></body></html>`;
}

function operation(name: string, route: Route, shown: Operation): string {
  const access = route.access === 'open' ? 'open' : 'signed in, or with a token';
  const parameters = (shown.parameters ?? []).map(
    (parameter) =>
      `<tr><td><code>${escape(parameter.name)}</code></td><td>${parameter.in}${parameter.required === true ? ', needed' : ''}</td><td>${typeOf(parameter.schema)}</td></tr>`,
  );
  const body = Object.values(shown.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries(shown.responses ?? {}).map(([status, answer]) => {
    const schema = Object.values(answer.content ?? {})[0]?.schema;
    const type = schema === undefined || Number(status) >= 400 ? '' : typeOf(schema);
    return `<tr><td>${status}</td><td>${escape(answer.description)}</td><td>${type}</td></tr>`;
  });
  return `<article id="${escape(name)}"><h3><b>${route.method}</b> <code>${escape(route.path)}</code></h3>
<p>${escape(route.summary)} <small>(${access})</small></p>
${parameters.length === 0 ? '' : `<h4>Parameters</h4><table>${parameters.join('')}</table>`}
${body === undefined ? '' : `<h4>Body</h4>${fields(body)}`}<h4>Answers</h4><table>${answers.join('')}</table></article>`;
}

function schemas(document: Schema): string {
  const components = document['components'] as
    | { readonly schemas?: Readonly<Record<string, Schema>> }
    | undefined;
  const shown = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<article id="schema-${escape(name)}"><h3>${escape(name)}</h3>${fields(schema)}</article>`,
  );
  return `<section id="schemas"><h2>schemas</h2>${shown.join('')}</section>`;
}

function problems(): string {
  const own = Object.entries(HTTP_ERRORS).map(([code, { status, title }]) => [code, status, title] as const);
  const domain = Object.entries(TRADING_ERRORS).map(
    ([code, title]) => [code, TRADING_STATUS[code as keyof typeof TRADING_STATUS], title] as const,
  );
  const rows = [...own, ...domain].map(
    ([code, status, title]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escape(title)}</td></tr>`,
  );
  return `<section id="problems"><h2>problems</h2><table>${rows.join('')}</table></section>`;
}

function fields(schema: Schema): string {
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  if (properties === undefined) return `<p>${typeOf(schema)}</p>`;
  const needed = (schema['required'] ?? []) as readonly string[];
  const rows = Object.entries(properties).map(
    ([name, field]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${needed.includes(name) ? 'needed' : ''}</td><td>${typeOf(field)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

/** A schema in a few words, one level deep. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = escape(reference.slice(reference.lastIndexOf('/') + 1));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (choices !== undefined) return choices.map(typeOf).join(' or ');
  const values = schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) return values.map((value) => `<code>${escape(String(value))}</code>`).join(' ');
  if (schema['const'] !== undefined) return `<code>${escape(JSON.stringify(schema['const']))}</code>`;
  if (schema['type'] === 'array') return `list of ${typeOf(schema['items'] as Schema)}`;
  if (schema['type'] === 'object' && schema['properties'] !== undefined) return fields(schema);
  const type = schema['type'];
  return escape(Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'anything');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1c2430;background:#fff}
h2{border-bottom:1px solid #ccd;padding-top:1.5rem}h3{margin-bottom:0}h4{margin:.5rem 0 .2rem}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #e3e6ec;padding:.2rem .6rem .2rem 0;vertical-align:top}
code{font-family:ui-monospace,monospace;font-size:.9em}nav a{margin-right:.8rem}
@media (prefers-color-scheme:dark){body{color:#dde3ec;background:#12161d}a{color:#8ab4ff}td{border-color:#2b3340}}
`;
