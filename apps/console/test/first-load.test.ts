// @vitest-environment node
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const LIMIT_KB = 245;
/** The page that is opened first in the morning is loaded whole before it can be used. */
const DESK = 'src/app/desk-page.tsx';
/** Pages that are loaded when somebody goes there. */
const LATER = [
  'src/app/book-pages.tsx',
  'src/app/palette/palette.tsx',
  'src/app/scalper-page.tsx',
  'src/features/log/log-page.tsx',
  'src/features/review/review-page.tsx',
  'src/features/settings/settings-page.tsx',
  'src/features/copy/copy-page.tsx',
  'src/app/accounts.tsx',
  'src/features/watchlist/watchlist-panel.tsx',
  'src/features/option-chain/option-chain-panel.tsx',
  'src/app/desk-chart.tsx',
  'src/app/desk-basket.tsx',
  'src/app/basket-route.tsx',
] as const;
const VITE = path.resolve(import.meta.dirname, '../node_modules/vite/bin/vite.js');
const run = promisify(execFile);

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

it(`loads the Desk with at most ${LIMIT_KB} kB of scripts and styles, gzipped`, async () => {
  const root = path.resolve(import.meta.dirname, '..');
  const out = await mkdtemp(path.join(tmpdir(), 'copydesk-console-'));
  try {
    // A process of its own: under a test runner React would be built with its warnings.
    await run(process.execPath, [VITE, 'build', '--outDir', out, '--emptyOutDir', '--logLevel', 'error'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const manifest = JSON.parse(await readFile(path.join(out, '.vite/manifest.json'), 'utf8')) as Record<
      string,
      Chunk
    >;
    const files = new Set<string>();
    const visit = (chunk: Chunk | undefined): void => {
      if (chunk === undefined || files.has(chunk.file)) return;
      for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
      for (const name of chunk.imports ?? []) visit(manifest[name]);
    };
    visit(Object.values(manifest).find((chunk) => chunk.isEntry === true));
    expect(manifest[DESK]).toBeDefined();
    visit(manifest[DESK]);
    for (const page of LATER) {
      const chunk = manifest[page];
      expect(chunk, page).toBeDefined();
      expect(files.has(chunk?.file ?? ''), `${page} comes with the Desk`).toBe(false);
    }
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(path.join(out, file))).byteLength;
    expect(files.size).toBeGreaterThan(1);
    expect(bytes / 1000).toBeLessThanOrEqual(LIMIT_KB);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}, 60_000);
