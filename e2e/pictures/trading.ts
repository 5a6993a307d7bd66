/** From finding an instrument to a position: the desk, its ticket and tabs, the scalper, and the ways out. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectRows, send } from '../people.ts';
import { DESK_AND_PHONE, WIDE } from './camera.ts';
import type { Studio } from './studio.ts';

const TABS = ['positions', 'trades', 'holdings', 'funds', 'log'];

export async function trading(studio: Studio): Promise<void> {
  await ticket(studio);
  await held(studio);
  await desk(studio);
  await limitTicket(studio);
  await scalper(studio);
}

async function ticket(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('desk');
  await find(page);
  await camera.take('desk-search', 'Finding an instrument', { sizes: WIDE });
  await studio.open('desk');
  await find(page);
  await page.keyboard.press('Enter');
  await page.getByText('Goes to 4 of 4 accounts').waitFor();
  await camera.take('desk-ticket', 'The ticket with what would go to whom', { sizes: WIDE });
  const form = page.getByRole('form', { name: 'Order ticket' });
  const button = form.locator('button[type=submit]:not([aria-disabled=true])');
  const step = page.getByRole('group', { name: 'Send?' });
  const keep = (): Promise<void> => studio.asked(() => button.press('Control+Enter'));
  await camera.take('desk-send', 'Send?', { sizes: WIDE, keep });
  await step.waitFor({ state: 'detached' });
  await keep();
  await send(page);
  await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('✓3'));
}

/** What gains and what loses, once time has passed. */
async function held(studio: Studio): Promise<void> {
  await studio.buy(await studio.anOption('nifty 26600 pe'), 1);
  await studio.pass(3);
  await studio.buy(await studio.anOption('banknifty 60000 ce', 'BANKNIFTY'), 1);
  await studio.pass(8);
}

async function desk(studio: Studio): Promise<void> {
  const { camera } = studio;
  await studio.open('desk');
  await find(camera.page);
  await camera.page.keyboard.press('Enter');
  await camera.page.getByText(/^as of/).waitFor();
  await camera.page.evaluate('document.activeElement.blur()');
  await camera.take('desk', 'The desk with copied orders');
  for (const view of ['chart', 'chain']) {
    await studio.open(`desk?view=${view}`);
    await camera.take(`desk-${view}`, `The desk, ${view} alone`);
  }
  for (const tab of TABS) {
    await studio.open(`desk?tab=${tab}`);
    await camera.take(`desk-${tab}`, `The desk, ${tab}`);
  }
}

async function limitTicket(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('desk');
  await find(page);
  await page.keyboard.press('Enter');
  await page.getByText('Goes to 4 of 4 accounts').waitFor();
  const form = page.getByRole('form', { name: 'Order ticket' });
  await form.getByLabel('Type').selectOption('LIMIT');
  const option = await studio.anOption();
  await form.getByRole('textbox', { name: 'Price ₹' }).fill(await studio.priced(option, 0.98));
  await form.getByLabel('Stop ₹').fill(await studio.priced(option, 0.85));
  await form.getByLabel('Target ₹').fill(await studio.priced(option, 1.3));
  await form.getByText(/^Set when it fills/).waitFor();
  await form.getByText(/^as of/).waitFor();
  await camera.take('desk-ticket-limit', 'A limit order that brings its stop and its target', {
    sizes: WIDE,
  });
}

async function scalper(studio: Studio): Promise<void> {
  const { camera } = studio;
  await studio.open('scalper');
  const layer = camera.page.locator('[data-layer-switch]');
  await layer.waitFor();
  await camera.page.locator('[data-layer-switch]:not([aria-disabled=true])').waitFor();
  await camera.take('scalper', 'The scalper, its keys off');
  // Another layout is another panel, whose keys are off at first.
  const keep = async (): Promise<void> => {
    if ((await layer.getAttribute('aria-pressed')) !== 'true') await layer.click();
    await camera.page.locator('[data-layer-switch][aria-pressed=true]').waitFor();
  };
  await camera.take('scalper-live', 'The scalper, its keys live', { sizes: DESK_AND_PHONE, keep });
}

/** Types into the search of instruments; the best match has the focus. */
async function find(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Find instrument', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nifty 26600 ce');
  await page
    .getByRole('option', { name: /^NIFTY .* CE/ })
    .first()
    .waitFor();
}

export async function positions(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('positions');
  await camera.take('positions', 'Positions of the family');
  const { items } = (await studio.ask('GET', '/api/groups')) as { items: readonly { id: string }[] };
  const levels = { stop: -500_000, target: 500_000, trail: { distance: 200_000 } };
  await studio.ask('PUT', `/api/groups/${items[0]?.id}/protection`, levels);
  await page
    .getByText(/ away$/)
    .first()
    .waitFor();
  await camera.take('positions-levels', 'Levels of the whole day’s profit', { sizes: DESK_AND_PHONE });
  await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().focus();
  await page.keyboard.press('e');
  await page.getByRole('dialog').waitFor();
  await camera.take('exit', 'Leaving a part of a position');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Square off' }).click();
  await page.getByRole('dialog', { name: 'Square off' }).waitFor();
  await camera.take('square-off', 'Squaring off');
}
