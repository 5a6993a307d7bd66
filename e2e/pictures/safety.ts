/** Palette and help, the kill switch, the morning board, and a server that is gone. */
import type { Studio } from './studio.ts';

/** Longer than a second of holding. */
const HELD_MS = 1500;

export async function safety(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('desk');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
  await page.keyboard.type('buy 10 reliance');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('option').first().waitFor();
  await camera.take('palette', 'The command palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await camera.take('keys', 'The keys');
  await page.keyboard.press('Escape');
  await killSwitch(studio);
  await morning(studio);
  await cutOff(studio);
}

async function killSwitch(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await page.keyboard.press('Control+Alt+k');
  const dialog = page.getByRole('dialog', { name: 'Kill switch' });
  await dialog.getByText('Blocks new exposure in 4 accounts').waitFor();
  await camera.take('kill-switch', 'The kill switch');
  await page.keyboard.down(' ');
  await page.waitForTimeout(HELD_MS);
  await page.keyboard.up(' ');
  await dialog.getByRole('region', { name: 'What was stopped' }).waitFor();
  await camera.take('kill-switch-used', 'What the kill switch stopped');
  await page.keyboard.press('Escape');
  await camera.take('kill-switch-on', 'The desk while the kill switch is on');
}

async function morning(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  // A group that is stopped cannot be armed, and says so in the place of whether it is.
  await studio.ask('DELETE', '/api/kill-switch', { scope: 'all' });
  await studio.open('copy');
  await page.getByRole('button', { name: 'Disarm' }).click();
  await page.getByText('NOT ARMED').first().waitFor();
  await studio.open('readiness');
  await page.getByText('4 of 4 ready').waitFor();
  await camera.take('readiness', 'The morning board, all ready');
  for (const child of ['c1', 'c3'])
    await studio.ask('DELETE', `/api/accounts/${encodeURIComponent(`CHILD:${child}`)}/session`);
  await page.getByText('2 of 4 ready').waitFor();
  await camera.take('readiness-logins', 'The morning board, two logins wanted');
}

async function cutOff(studio: Studio): Promise<void> {
  const { camera, desk } = studio;
  const { page } = camera;
  await studio.open('positions');
  await desk.kill();
  await page.getByText(/^No connection to Copydesk since/).waitFor();
  await camera.take('cut-off', 'Positions while the server is gone');
}
