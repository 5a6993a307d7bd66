import type { Protection } from '@copydesk/api-contract';
import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetPnl, takePnl } from '../../live/pnl-store.ts';
import { aProtection } from '../../testing/fixtures.ts';
import { network, protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { MtmBar } from './mtm-bar.tsx';

const PROTECTED: Protection = aProtection({
  scope: 'group',
  accountId: null,
  account: null,
  groupId: 'g1',
  instrumentId: null,
  product: null,
  sl: null,
  stop: -25_000,
  stopNow: -25_000,
  figure: 1_000,
});
const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function earned(dayPnl: number): void {
  const accounts = ['MASTER:k2', 'CHILD:c1', 'CHILD:c2'].map((account) => ({
    accountId: `id-${account}`,
    account,
    pnl: dayPnl,
    dayPnl,
    realisedPnL: 0,
    unrealisedPnL: dayPnl,
    stale: false,
    uncounted: 0,
  }));
  takePnl({ at: '2026-11-23T10:12:43.000+05:30', positions: [], accounts });
}

describe("the day's profit of the family", () => {
  beforeEach(() => forgetPnl());

  it('says how far its stop is, and asks before it is taken away', async () => {
    const sent: unknown[] = [];
    protectedBy(PROTECTED);
    network.use(
      http.put('*/api/groups/g1/protection', async ({ request }) => {
        sent.push(await request.json());
        protectedBy();
        return HttpResponse.json({ protection: null });
      }),
    );
    const { user } = renderDesk(<MtmBar title="Positions" end={null} />);
    earned(333.35);
    await screen.findByText('+1,000.05');
    await user.click(await screen.findByRole('button', { name: 'Day stop: −25,000.00. Change' }));
    screen.getByText('26,000.05 away');
    const field = screen.getByRole('textbox', { name: 'Day stop ₹' });
    await user.clear(field);
    await user.type(field, 'off{Enter}');
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain(
      'Remove the day stop of Family sbx: nothing leaves it at −25,000.00 any more.',
    );
    expect(sent).toEqual([]);
    await past(260);
    await user.keyboard('{Enter}');
    await screen.findByRole('button', { name: 'Day stop: off. Change' });
    expect(sent).toEqual([{ stop: null }]);
  });

  it('says that the levels are not read where they are not, and reads them again', async () => {
    network.use(http.get('*/api/protections', () => new HttpResponse(null, { status: 503 }), { once: true }));
    renderDesk(<MtmBar title="Positions" end={null} />);
    expect(screen.getAllByText('not read')).toHaveLength(3);
    expect(screen.queryByRole('button', { name: /^Day stop/ })).toBeNull();
    protectedBy(PROTECTED);
    await screen.findByRole('button', { name: 'Day stop: −25,000.00. Change' }, { timeout: 10_000 });
  });

  it('asks before another trail begins, though it is shorter: where the stop stands, and where it would', async () => {
    const trail = { distance: 10_000, percent: null, step: null };
    protectedBy({ ...PROTECTED, stop: null, trail, stopNow: 30_000 });
    const { user } = renderDesk(<MtmBar title="Positions" end={null} />);
    earned(10_333);
    await user.click(await screen.findByRole('button', { name: 'Trail: 10,000.00. Change' }));
    const field = screen.getByRole('textbox', { name: 'Trail ₹' });
    await user.clear(field);
    await user.type(field, '8000{Enter}');
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain(
      'the stop stands at 30,000.00 now, and would stand at 22,999.00.',
    );
  });

  it('says whom it acts without, and by whose prices it watches', async () => {
    const zerodha = { broker: 'zerodha-sandbox', brokerName: 'Zerodha', by: 'stream' } as const;
    const watchedBy = [
      { ...zerodha, accountId: 'id-MASTER:k2', account: 'MASTER:k2' },
      { ...zerodha, accountId: null, account: null, by: 'quotes' as const },
    ];
    protectedBy({ ...PROTECTED, watchedBy, without: [{ accountId: 'id-CHILD:c1', account: 'CHILD:c1' }] });
    const { user } = renderDesk(<MtmBar title="Positions" end={null} />);
    earned(-333);
    await screen.findByText(
      "c1 is not logged in, or its books are not read yet: the day's levels of Family sbx act for the others.",
    );
    await user.click(screen.getByRole('button', { name: 'Day stop: −25,000.00. Change' }));
    screen.getByText(/^Watched by the Zerodha stream of k2 and polled Zerodha quotes\. ↑ ↓ step/);
  });

  it('says what its brokers do not show in the morning, and that its levels leave it out', async () => {
    const place = { instrumentId: 'NFO:NIFTY:2026-12-01:26000:CE', product: 'D' } as const;
    const of = (account: string) => ({ ...place, accountId: `id-${account}`, account });
    protectedBy({ ...PROTECTED, notShown: [of('CHILD:c1')] });
    const { unmount } = renderDesk(<MtmBar title="Positions" end={null} />);
    await screen.findByText(
      "1 position of c1 is not shown by the broker today: it may be closed already, and the day's levels of Family sbx leave it out until that is known.",
    );
    unmount();
    protectedBy({ ...PROTECTED, state: 'not-shown', notShown: [of('MASTER:k2'), of('CHILD:c1')] });
    renderDesk(<MtmBar title="Positions" end={null} />);
    await screen.findByText(/^What Family sbx held overnight is not shown by its brokers today.* do not act/);
  });

  it('says what it did when it was reached, and that it is spent', async () => {
    const at = '2026-11-23T11:42:05+05:30';
    const triggered = { by: 'stop', level: -25_000, figure: -25_010.5, at } as const;
    protectedBy({ ...PROTECTED, state: 'triggered', triggered });
    renderDesk(<MtmBar title="Positions" end={null} />);
    earned(-8_336.83);
    await screen.findByText(
      /^Stop of Family sbx at −25,000\.00 was reached by −25,010\.50 at 11:42:05: everything of the day is left\./,
    );
    await waitFor(() => expect(screen.getByRole('button', { name: 'Day stop: off. Change' })).toBeDefined());
    expect(screen.queryByText(/away$/)).toBeNull();
  });
});
