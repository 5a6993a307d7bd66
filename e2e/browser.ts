/** Real Chromium, where there is one. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { describe, expect } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FOUND = [process.env['CHROMIUM_PATH'] ?? '', ...PLACES].find(
  (place) => place !== '' && existsSync(place),
);
const FLAGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Without a graphics card the browser would imitate one in software, which costs more than painting does.
  '--disable-gpu',
];
const SCREENSHOTS = path.join(import.meta.dirname, 'screenshots');

/** A suite that drives a browser; without one its title says why it did not run. */
export function describeInBrowser(title: string, suite: () => void): void {
  if (FOUND !== undefined) describe(title, suite);
  else describe.skip(`${title} (not run: no Chromium at ${PLACES.join(', ')} nor CHROMIUM_PATH)`, suite);
}

export function launch(): Promise<Browser> {
  if (FOUND === undefined) throw new Error('No Chromium.');
  return chromium.launch({ executablePath: FOUND, args: FLAGS });
}

/** What the browser itself complained about: errors of scripts, and everything the content security policy refused. */
export class Complaints {
  readonly lines: string[] = [];

  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.lines.push(error.error().message));
    context.on('console', (message) => {
      // A refused request is an answer that the page shows; its line in the browser's log is no fault.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.lines.push(message.text());
    });
  }
}

export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}

/** The page has no scrollbar of its own, and axe finds nothing. */
export async function expectSound(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    'document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth',
  );
  expect(overflow, `a page scrollbar at ${page.url()}`).toBe(false);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(found, `axe at ${page.url()}`).toEqual([]);
}
