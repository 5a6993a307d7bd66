/** Takes one state of the console in every size and both themes, and remembers what it took. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
] as const;
export const THEMES = ['dark', 'light'] as const;
/** Sizes on which the ticket stands beside everything else. */
export const WIDE = SIZES.slice(0, 2);
/** One of a desk and the phone's, for what looks no different on a larger one. */
export const DESK_AND_PHONE = [SIZES[0], SIZES[2]] as const;
export const PHONE = [SIZES[2]] as const;
/** Of WebP: text stays sharp, and the folder small. */
const QUALITY = 45;
const TIMEOUT_MS = 60_000;

/** What was taken, in order. */
export interface Picture {
  readonly name: string;
  readonly shows: string;
  readonly sizes: readonly Size[];
}

type Size = (typeof SIZES)[number];

interface Take {
  /** All, unless told. */
  readonly sizes?: readonly Size[];
  /** Called before each picture, for what closes by itself. */
  readonly keep?: () => Promise<void>;
  /** Called before each picture of a phone, which shows closed, or further down, what a desk has in view. */
  readonly onPhone?: () => Promise<void>;
}

export class Camera {
  readonly pictures: Picture[] = [];
  readonly page: Page;
  readonly context: BrowserContext;
  bytes = 0;
  readonly #folder: string;
  readonly #devtools: CDPSession;

  private constructor(context: BrowserContext, page: Page, devtools: CDPSession, folder: string) {
    this.context = context;
    this.page = page;
    this.#devtools = devtools;
    this.#folder = folder;
  }

  /** A page of its own in front of the camera; the folder is emptied. */
  static async open(browser: Browser, folder: string): Promise<Camera> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const context = await browser.newContext({ viewport: SIZES[0], reducedMotion: 'reduce' });
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = await context.newPage();
    return new Camera(context, page, await context.newCDPSession(page), folder);
  }

  /** Takes what stands on the page; it is left in the first size and theme. `shows` becomes its line in the index. */
  async take(name: string, shows: string, { sizes = SIZES, keep, onPhone }: Take = {}): Promise<void> {
    for (const theme of THEMES) {
      await this.page.emulateMedia({ colorScheme: theme });
      for (const size of sizes) {
        await this.page.setViewportSize(size);
        if (size.width === PHONE[0].width) await onPhone?.();
        await keep?.();
        await this.#settle();
        await this.#shoot(fileOf(name, size.width, theme));
      }
    }
    await this.page.emulateMedia({ colorScheme: THEMES[0] });
    await this.page.setViewportSize(SIZES[0]);
    await this.#settle();
    this.pictures.push({ name, shows, sizes });
    process.stdout.write(`${name}\n`);
  }

  /** What a size has changed is laid out and painted. */
  async #settle(): Promise<void> {
    await this.page.evaluate(
      'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))',
    );
  }

  async #shoot(file: string): Promise<void> {
    const { data } = await this.#devtools.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
    });
    const bytes = Buffer.from(data, 'base64');
    this.bytes += bytes.length;
    await writeFile(path.join(this.#folder, file), bytes);
  }
}

export function fileOf(name: string, width: number, theme: (typeof THEMES)[number]): string {
  return `${name}-${width}-${theme}.webp`;
}
