/** What a person does at the desk, in the words that are on the screen. */
import type { APIRequestContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEADLINE_MS } from './browser.ts';

export const OWNER = { name: 'Asha Rao', email: 'asha@desk.example', password: 'a long password' } as const;

/** Longer than the moment in which an Enter that is still held is not taken as consent. */
const GUARD_MS = 300;

export async function setUp(page: Page): Promise<void> {
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Make this my desk' }).click();
}

export async function signIn(page: Page, password: string = OWNER.password): Promise<void> {
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Makes the owner, unless there is one, and the sandbox's desk as a program would; answers where its control listens. */
export async function makeDesk(
  request: APIRequestContext,
  url: string,
  { owned }: { readonly owned: boolean } = { owned: false },
): Promise<string> {
  const headers = { origin: url, 'content-type': 'application/json' };
  if (!owned) {
    const owner = await request.post(`${url}/api/setup`, { headers, data: OWNER });
    expect(owner.status(), await owner.text()).toBe(201);
  }
  const made = await request.post(`${url}/api/sandbox/desk`, { headers, timeout: 60_000 });
  expect(made.ok(), await made.text()).toBe(true);
  const places = (await (await request.get(`${url}/api/sandbox`)).json()) as { control: string };
  return places.control;
}

/** The words of each row of a table, cells joined by spaces. */
export async function rowsOf(page: Page, table: string): Promise<string[]> {
  const texts = await page.getByRole('treegrid', { name: table }).locator('[data-row]').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

/** Waits until the rows of a table are as they should be. */
export async function expectRows(
  page: Page,
  table: string,
  check: (rows: readonly string[]) => void,
): Promise<void> {
  let failure: unknown;
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; ) {
    try {
      check(await rowsOf(page, table));
      return;
    } catch (error) {
      failure = error;
      await page.waitForTimeout(100);
    }
  }
  throw failure;
}

/** A line shorter than this is a label or a figure, not a sentence. */
const SENTENCE = 25;

/** Waits for words on the page, wherever they stand first; when they do not come, says which sentences stand there instead. */
export async function expectWords(page: Page, words: RegExp): Promise<void> {
  try {
    await page.getByText(words).first().waitFor({ timeout: DEADLINE_MS });
  } catch (error) {
    const lines = (await page.locator('body').innerText()).split('\n');
    const sentences = lines.filter((line) => line.length >= SENTENCE).join(' / ');
    throw new Error(`The page does not say ${words.source}, but: ${sentences}`, { cause: error });
  }
}

/** Answers "Send?" with Enter, as soon as that counts. */
export async function send(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Send?' }).waitFor();
  await page.waitForTimeout(GUARD_MS);
  await page.keyboard.press('Enter');
}

/** Leaves a part of a position by its row's button. */
export async function exit(page: Page, button: Locator): Promise<void> {
  await button.click();
  const dialog = page.getByRole('dialog');
  await page.waitForTimeout(GUARD_MS);
  await dialog.getByRole('button', { name: /^Exit \d/ }).click();
  await dialog.waitFor({ state: 'detached' });
}

export function expectEach(rows: readonly string[], patterns: readonly RegExp[]): void {
  expect(rows).toHaveLength(patterns.length);
  for (const [index, pattern] of patterns.entries()) expect(rows[index]).toMatch(pattern);
}

/** The next one, at 15:02 in India. */
export function nextWednesday(): string {
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T15:02:00+05:30`;
}

/** An order of the master at the market, as a program would place it. */
export async function placeInMaster(page: Page, url: string, terms: object): Promise<void> {
  const placed = await page.request.post(`${url}/api/orders`, {
    headers: { origin: url, 'content-type': 'application/json' },
    data: { accountId: 'MASTER:k2', side: 'BUY', orderType: 'MARKET', ...terms },
  });
  expect(placed.status(), await placed.text()).toBe(202);
}

/** Two lots of the NIFTY call that a search finds first, at the market, by the master. */
export async function buyTwoLots(page: Page, url: string): Promise<void> {
  const found = await page.request.get(`${url}/api/instruments?q=nifty%20ce&limit=1`);
  const { items } = (await found.json()) as { items: { id: string; lotSize: number }[] };
  const [option] = items;
  await placeInMaster(page, url, {
    instrumentId: option?.id,
    quantity: 2 * (option?.lotSize ?? 0),
    product: 'D',
  });
}

/** Reads the desk as a program would. */
export function readerOf(request: APIRequestContext, url: string): <T>(path: string) => Promise<T> {
  return async <T>(path: string) => {
    const answer = await request.get(url + path);
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  };
}

/** Finds an instrument by keyboard; the best match must read as expected. */
export async function choose(page: Page, text: string, best: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Find instrument', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  const first = page.getByRole('listbox', { name: 'Instruments found' }).getByRole('option').first();
  await expect.poll(() => first.innerText()).toMatch(best);
  await page.keyboard.press('Enter');
  await page.getByRole('form', { name: 'Order ticket' }).getByRole('heading', { name: best }).waitFor();
}
