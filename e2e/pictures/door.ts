/** From an empty desk to the first page of an armed one on which nothing has happened yet. */
import { makeDesk, setUp, signIn } from '../people.ts';
import type { Instrument, Studio } from './studio.ts';

const WATCHED = [
  ['nifty 50', 'INDEX'],
  ['banknifty', 'INDEX'],
  ['nifty', 'FUT'],
  ...['reliance', 'hdfcbank', 'infy', 'tcs', 'icicibank', 'sbin', 'mrf'].map((q) => [q, 'EQ'] as const),
] as const;
const EMPTY = [
  ['desk', 'The desk before the first order'],
  ['orders', 'Orders: none'],
  ['positions', 'Positions: none'],
  ['drift', 'Drift: none'],
  ['alerts', 'Alerts: nothing needs anybody'],
] as const;

export async function door(studio: Studio): Promise<void> {
  const { camera, desk } = studio;
  const { page } = camera;
  await page.goto(desk.url);
  await page.getByRole('form', { name: 'Owner' }).waitFor();
  await camera.take('setup', 'Set-up: the owner');
  await setUp(page);
  await page.getByRole('button', { name: 'Try it on the sandbox' }).waitFor();
  await camera.take('first-run', 'First run: no account yet');
  await makeDesk(camera.context.request, desk.url, { owned: true });

  await camera.context.clearCookies();
  await page.goto(`${desk.url}/desk`);
  await page.getByRole('form', { name: 'Sign in' }).waitFor();
  await camera.take('sign-in', 'Sign-in');
  await signIn(page, 'a wrong password');
  await page.getByRole('alert').first().waitFor();
  await camera.take('sign-in-refused', 'Sign-in, refused');
  await signIn(page);
  await page.getByText('ARMED 3/3').first().waitFor();
  await studio.watch(await watched(studio));
  for (const [path, shows] of EMPTY) {
    await studio.open(path);
    await camera.take(`${path}-empty`, shows);
  }
}

/** Two indices, shares, a future, and what is near the money today. */
async function watched(studio: Studio): Promise<Instrument[]> {
  const found: Instrument[] = [];
  for (const [q, kind] of WATCHED) found.push(...(await studio.instruments(q, kind)).slice(0, 1));
  for (const q of ['nifty 26600 ce', 'nifty 26600 pe', 'nifty 26700 ce'])
    found.push(await studio.anOption(q));
  for (const q of ['banknifty 60000 ce', 'banknifty 60000 pe'])
    found.push(await studio.anOption(q, 'BANKNIFTY'));
  return found;
}
