/** The family's accounts and how they copy, the morning, the evening, and the settings. */
import { DAY, type Studio } from './studio.ts';

const SETTINGS = ['look', 'keys', 'defaults', 'confirming', 'tokens', 'devices', 'about'];

export async function family(studio: Studio): Promise<void> {
  await copying(studio);
  await accounts(studio);
  await drift(studio);
  await evening(studio);
  for (const part of SETTINGS) {
    await studio.open(`settings/${part}`);
    await studio.camera.take(`settings-${part}`, `Settings, ${part}`);
  }
}

async function copying(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('copy');
  await page.getByRole('region', { name: 'Link c1 sbx' }).waitFor();
  await camera.take('copy', 'The group and its links');
  await page.getByRole('list', { name: 'Children' }).getByRole('button', { name: /^c2/ }).click();
  const link = page.getByRole('region', { name: 'Link c2 sbx' });
  await link.getByLabel('Multiplier', { exact: true }).last().fill('0.5');
  await page.getByRole('button', { name: 'Save 1 change' }).waitFor();
  await camera.take('copy-draft', 'A link changed as a draft', {
    onPhone: () => link.evaluate((region) => region.scrollIntoView()),
  });
}

async function accounts(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('accounts');
  await page.getByRole('button', { name: 'Log out k2' }).waitFor();
  await camera.take('accounts', 'Accounts');
  await page.getByRole('button', { name: 'Add account' }).click();
  await page.getByRole('form', { name: 'New account' }).waitFor();
  await camera.take('account-new', 'A new account');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Paste token' }).first().click();
  await page.getByRole('dialog').waitFor();
  await camera.take('account-token', 'A token pasted in');
}

async function drift(studio: Studio): Promise<void> {
  const { camera, venue } = studio;
  const { page } = camera;
  await venue.do('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
  await studio.buy(await studio.anOption(), 3);
  await studio.open('drift');
  await page.getByRole('treegrid', { name: 'Drift' }).locator('[data-row]').first().waitFor();
  await camera.take('drift', 'A child that drifted');
  await page.getByRole('treegrid', { name: 'Drift' }).locator('[data-row]').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Plan' }).waitFor();
  await camera.take('drift-plan', 'The plan of its repair');
}

async function evening(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('alerts');
  await camera.take('alerts', 'Alerts');
  await studio.open('log');
  await camera.take('log', 'The log');
  // The answer is the server's own; it is let through once the pictures are taken.
  let letThrough = (): void => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const dayOfOrders = /\/api\/orders\?.*\bdate=/;
  await page.route(dayOfOrders, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${studio.desk.url}/review?day=${DAY}`);
  await page.getByText(/ARMED/).first().waitFor();
  await camera.take('review-loading', 'The evening, loading');
  letThrough();
  await page.locator('caption').first().waitFor();
  await page.unroute(dayOfOrders);
  await camera.take('review', 'The evening');
}
