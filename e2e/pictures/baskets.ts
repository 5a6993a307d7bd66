/** A basket: its legs as they are collected, the question, and how it stands where one child cannot complete. */
import { send } from '../people.ts';
import { DESK_AND_PHONE, WIDE } from './camera.ts';
import type { Studio } from './studio.ts';

export async function baskets(studio: Studio): Promise<void> {
  const { camera, venue } = studio;
  const { page } = camera;
  await studio.open('desk?view=chain');
  await page.locator('[data-leg]').first().waitFor();
  await page.keyboard.press('3');
  // A hedge some strikes away from the money, and a sold option that is nearer to it.
  for (let strike = 0; strike < 6; strike += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+Space');
  const form = page.getByRole('form', { name: 'Basket' });
  await form.getByText(/^Goes to \d of 4 accounts/).waitFor();
  await camera.take('basket', 'A basket: its legs in the order in which they go', { sizes: WIDE });
  const button = form.locator('button[type=submit]:not([aria-disabled=true])');
  const step = page.getByRole('group', { name: 'Send?' });
  await venue.do('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
  await button.press('Control+Enter');
  await send(page);
  await form.getByText(/^c2 cannot complete/).waitFor();
  await step.waitFor({ state: 'detached' });
  await page.getByText('Ended incomplete').first().waitFor();
  await camera.take('basket-incomplete', 'A basket that one child could not complete', { sizes: WIDE });
  await retry(studio);
  await studio.open('baskets');
  await page.getByRole('treegrid', { name: 'Baskets' }).locator('[data-row]').first().waitFor();
  await camera.take('baskets', 'Baskets');
  await page.getByRole('treegrid', { name: 'Baskets' }).locator('[data-row]').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Each leg in each account' }).waitFor();
  await camera.take('basket-page', 'One basket, leg by leg in each account');
}

/** The hedge of c2 was refused and its sold leg not sent: tried again, that leg would be sold uncovered. */
async function retry(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('orders');
  const keep = (): Promise<void> =>
    studio.asked(() => page.getByRole('button', { name: 'Retry c2' }).first().click());
  await camera.take(
    'orders-uncovered',
    'Asked before a leg that was left out is sold after all: how much of it is covered',
    {
      sizes: DESK_AND_PHONE,
      keep,
      onPhone: studio.openCard,
    },
  );
}
