/** Real Chromium, where there is one. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type BrowserServer, chromium, type Page } from 'playwright-core';
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
/** How long a page is waited for. A machine that is slow or busy is no failure; a page that is wrong costs this much. */
export const DEADLINE_MS = 45_000;
/** The variable that names the address of a Chromium that is shared. */
export const SHARED = 'COPYDESK_SHARED_CHROMIUM';
const SCREENSHOTS = path.join(import.meta.dirname, 'screenshots');

/** A suite that drives a browser; without one its title says why it did not run. */
export function describeInBrowser(title: string, suite: () => void): void {
  if (FOUND !== undefined) describe(title, suite);
  else describe.skip(`${title} (not run: no Chromium at ${PLACES.join(', ')} nor CHROMIUM_PATH)`, suite);
}

/** A Chromium of one's own; within the tests, a place in the one that `one-chromium.ts` started for all of them. */
export function launch(): Promise<Browser> {
  const shared = process.env[SHARED];
  if (shared !== undefined) return chromium.connect(shared);
  if (FOUND === undefined) throw new Error('No Chromium.');
  return chromium.launch({ executablePath: FOUND, args: FLAGS });
}

/** Starts a Chromium to which other processes connect by the address in `SHARED`; undefined where there is none. */
export function launchShared(): Promise<BrowserServer> | undefined {
  return FOUND === undefined
    ? undefined
    : chromium.launchServer({ executablePath: FOUND, args: FLAGS, host: '127.0.0.1' });
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

/** A picture in `e2e/screenshots/` for somebody who looks: with `LOOK=1` only, drawing one takes longer than most steps. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['LOOK'] !== '1') return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}

/** Whether the page itself scrolls. */
export const OVERFLOW =
  'document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth';
/** What is smaller than 44 px; a link within a sentence may be. */
export const SMALL = `[...document.querySelectorAll('button, select, input:not([type=checkbox], [type=radio]), [role=tab], nav a')]
  .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.getAttribute('aria-label') ?? one.textContent)`;

/** What is cut in the Desk's lower tables. */
export const CUT = `[...document.querySelectorAll('[data-key=blotter] :is(td, th)')]
  .filter((cell) => cell.textContent !== '' && cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent)`;

/** By how many pixels the longest name of an instrument lacks room in the positions of the Desk, beside the widest scrollbar. */
export const NAME_LACKS = `(() => {
  const cell = document.querySelector('[data-key=blotter] [data-row] td[title]');
  const name = document.createElement('span');
  name.style.cssText = 'position: absolute; white-space: nowrap';
  name.textContent = 'BANKNIFTY 29 DEC 60000 PE';
  cell.append(name);
  const { paddingLeft, paddingRight } = getComputedStyle(cell);
  const needs = name.getBoundingClientRect().width + parseFloat(paddingLeft) + parseFloat(paddingRight) + 17;
  name.remove();
  return Math.max(0, needs - cell.clientWidth);
})()`;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * The page has no scrollbar of its own, and axe finds nothing. `colours`: only what a theme can change, for a page whose
 * elements were looked at in the other theme.
 */
export async function expectSound(page: Page, what: 'everything' | 'colours' = 'everything'): Promise<void> {
  expect(await page.evaluate(OVERFLOW), `a page scrollbar at ${page.url()}`).toBe(false);
  // Describing what passed takes as long again as finding what does not.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (what === 'colours' ? axe.withRules(COLOURS) : axe.withTags(RULES)).analyze();
  const found = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(found, `axe at ${page.url()}`).toEqual([]);
}

/** The page as it stands is sound in dark and in light; it is left in light. With a name both are photographed. */
export async function expectSoundInBoth(page: Page, name?: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expectSound(page, theme === 'light' ? 'colours' : 'everything');
    if (name !== undefined) await screenshot(page, `${name}-${theme}`);
  }
}

/** A phone's page: its own cookies, touch, nothing that moves by itself. */
export async function openPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(DEADLINE_MS);
  return context.newPage();
}
