import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { todayInIndia } from '../../lib/times.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { anAccount } from '../../testing/fixtures.ts';
import { moveSandboxClock, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { Palette } from './palette.tsx';

const A_DAY_MS = 86_400_000;

const saved: string[] = [];

beforeEach(() => {
  saved.length = 0;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    saved.push(this.getAttribute('href') ?? '');
  });
  network.use(http.get('*/api/instruments', () => HttpResponse.json({ items: [], next: null })));
  moveSandboxClock(A_DAY_MS);
});
afterEach(() => vi.restoreAllMocks());

async function exportToday(live: boolean): Promise<string | undefined> {
  let told = 0;
  network.events.on('response:mocked', ({ request }) => {
    if (request.url.endsWith('/api/conditions')) told += 1;
  });
  const { user } = renderDesk(<Palette />);
  if (live)
    act(() =>
      useAccounts.setState({
        list: [anAccount('MASTER:s1'), anAccount('MASTER:k2', { environment: 'live' })],
      }),
    );
  await waitFor(() => expect(told).toBeGreaterThan(0));
  await user.type(screen.getByRole('combobox'), 'export today, orders');
  await user.click(await screen.findByText('Export today, orders'));
  await waitFor(() => expect(saved).toHaveLength(1));
  return saved[0];
}

it("exports the sandbox's day where its clock stands on another one than the server's", async () => {
  const day = todayInIndia(Date.now() + A_DAY_MS);
  expect(await exportToday(false)).toBe(`/api/export/orders.csv?day=${day}`);
});

it('exports the day of live money where there is some', async () => {
  const day = todayInIndia(Date.now());
  expect(await exportToday(true)).toBe(`/api/export/orders.csv?day=${day}`);
});
