/** From finding an instrument to positions: the ticket, the book, and what can be wrong in it. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectRows, send } from '../people.ts';
import { WIDE } from './camera.ts';
import type { Option, Studio } from './studio.ts';

const TABS = ['positions', 'trades', 'holdings', 'funds', 'log'];

export async function trading(studio: Studio): Promise<void> {
  const option = await studio.anOption();
  await ticket(studio);
  await scalper(studio);
  await trouble(studio, option);
  await book(studio);
  await positions(studio);
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
  // It closes by itself.
  const keep = async (): Promise<void> => {
    if (!(await step.isVisible())) await button.press('Control+Enter');
    await step.waitFor();
  };
  await camera.take('desk-send', 'Send?', { sizes: WIDE, keep });
  await step.waitFor({ state: 'detached' });
  await button.press('Control+Enter');
  await send(page);
  await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('✓3'));
  await camera.take('desk', 'The desk with a copied order');
  for (const view of ['chart', 'chain']) {
    await studio.open(`desk?view=${view}`);
    await camera.take(`desk-${view}`, `The desk, ${view} alone`);
  }
  for (const tab of TABS) {
    await studio.open(`desk?tab=${tab}`);
    await camera.take(`desk-${tab}`, `The desk, ${tab}`);
  }
}

async function scalper(studio: Studio): Promise<void> {
  const { camera } = studio;
  await studio.open('scalper');
  await camera.page.getByRole('button', { name: /^Keys/ }).waitFor();
  await camera.take('scalper', 'The scalper, its keys off');
}

/** Types into the search of instruments; the best match has the focus. */
async function find(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Find instrument', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nifty ce');
  await page
    .getByRole('option', { name: /^NIFTY .* CE/ })
    .first()
    .waitFor();
}

async function trouble(studio: Studio, option: Option): Promise<void> {
  const { camera, venue } = studio;
  const { page } = camera;
  await studio.open('orders');
  await venue.do('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
  await studio.buy(option, 2);
  await page.getByRole('button', { name: 'Retry c2' }).waitFor();
  await camera.take('orders-refused', 'A child that its broker refused');
  // No answer to the order, and none to the question what became of it.
  const lost = { client: 'SBC001' };
  await venue.do('/faults', { ...lost, on: 'place', fault: 'reset-after', times: 1 });
  await venue.do('/faults', { ...lost, on: 'book', fault: '500' });
  await venue.do('/faults', { ...lost, on: 'stream', fault: 'drop' });
  await studio.buy(option, 1);
  await page.getByText('Checking').first().waitFor();
  await camera.take('orders-checking', 'A child of which nobody knows yet whether it was placed');
  await venue.clearFaults();
  await page.getByText('Checking').first().waitFor({ state: 'detached' });
}

async function book(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('orders');
  await page.getByRole('treegrid').locator('[data-row]').first().focus();
  await page.keyboard.press('t');
  await page.getByText('Timeline', { exact: true }).waitFor();
  await camera.take('orders', 'Orders, a timeline open');
  await page.keyboard.press('Escape');
  await page.getByRole('treegrid').locator('[data-row]').nth(1).focus();
  await page.keyboard.press('y');
  await page.getByRole('list', { name: 'Events' }).waitFor();
  await camera.take('order', 'One order: why a child got what it got');
  await studio.open('orders/unknown');
  await camera.take('order-unknown', 'An order that is not there');
}

async function positions(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('positions');
  await camera.take('positions', 'Positions of the family');
  await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().focus();
  await page.keyboard.press('e');
  await page.getByRole('dialog').waitFor();
  await camera.take('exit', 'Leaving a part of a position');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Square off' }).click();
  await page.getByRole('dialog', { name: 'Square off' }).waitFor();
  await camera.take('square-off', 'Squaring off');
}
