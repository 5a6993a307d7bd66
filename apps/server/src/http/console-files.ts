/**
 * The console: what its build made, and its one page for every address that is not a file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

/** Where the console's build is, from the sources as from the built server. */
export const CONSOLE_DIST = fileURLToPath(new URL('../../../console/dist', import.meta.url));

const YEAR_MS = 365 * 24 * 3_600_000;

/** Serves the console from `dist`. Addresses under `/api` are never the console's. */
export function serveConsole(app: Express, dist: string): void {
  const page = join(dist, 'index.html');
  // Files under assets carry a hash of their content in their names.
  app.use(
    '/assets',
    express.static(join(dist, 'assets'), { immutable: true, maxAge: YEAR_MS, fallthrough: false }),
  );
  app.use(express.static(dist, { index: false, maxAge: 0 }));
  app.get(/^(?!\/(?:api|assets|socket\.io)(?:\/|$)).*/, (request, response, next) => {
    if (request.accepts(['html', 'json']) !== 'html' || !existsSync(page)) {
      next();
      return;
    }
    response.setHeader('cache-control', 'no-cache');
    // With a root: the place of the clone may have a dot in its path, the console's files have not.
    response.sendFile('index.html', { root: dist });
  });
}
