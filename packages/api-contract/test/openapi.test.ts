import { TRADING_ERRORS } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/openapi/index.ts';
import { HTTP_ERRORS, TRADING_STATUS } from '../src/problem.ts';
import { ROUTES, type Route } from '../src/routes/index.ts';

const document = openApiDocument({ version: '1.2.3', url: 'http://localhost:3000' });
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
  it('names every route once', () => {
    for (const route of Object.values<Route>(ROUTES)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths?.[path]?.[route.method.toLowerCase() as 'get'];
      expect(operation?.summary, `${route.method} ${path}`).toBe(route.summary);
    }
    const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.keys(item));
    expect(operations).toHaveLength(Object.keys(ROUTES).length);
  });

  it('resolves every reference', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1],
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components?.schemas).toHaveProperty(name as string);
  });

  it('declares each path parameter', () => {
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      const expected = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(item) as { parameters?: { in: string; name: string }[] }[]) {
        const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
        expect(declared.map((parameter) => parameter.name).sort()).toEqual(expected.sort());
      }
    }
  });

  it('shows that numbers may come as text', () => {
    const body = document.paths?.['/api/orders']?.post?.requestBody as {
      content: Record<string, { schema: { properties: Record<string, { anyOf?: unknown[] }> } }>;
    };
    const schema = body.content['application/json']?.schema;
    expect(JSON.stringify(schema?.properties['strike'])).toContain('"string"');
    expect(JSON.stringify(schema?.properties['strike'])).toContain('"number"');
  });
});

describe('problem codes', () => {
  it('give a status to every failure of the core and to no other', () => {
    expect(Object.keys(TRADING_STATUS).sort()).toEqual(Object.keys(TRADING_ERRORS).sort());
  });

  it('never use one code for two things', () => {
    const both = Object.keys(HTTP_ERRORS).filter((code) => Object.hasOwn(TRADING_ERRORS, code));
    expect(both).toEqual([]);
  });
});
