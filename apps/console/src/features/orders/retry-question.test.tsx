import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAccounts } from '../../live/accounts-store.ts';
import { takePnl, usePnl } from '../../live/pnl-store.ts';
import { aPreviewItem, HEDGE_ID } from '../../testing/basket.ts';
import { aChildOrder, anAccount, anOrder, aPositionPnl } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { showOrder, useOrders } from './orders-store.ts';

const SKIPPED = aChildOrder('CHILD:c2', {
  orderId: null,
  status: 'skipped',
  quantity: 0,
  filledQuantity: 0,
  averagePrice: null,
  brokerOrderIds: [],
  ackMs: null,
  reason: { code: 'basket-incomplete', text: 'Another leg of its basket did not fill here.' },
});

/** The second Enter counts 250 ms after the step appeared. */
const GUARD_MS = 300;

describe('a retry of an option that is sold to open', () => {
  let asked: string[];
  beforeEach(() => {
    asked = [];
    useOrders.setState({ byId: {}, ids: [] });
    usePnl.setState({ positions: {}, accounts: {} });
    network.use(
      http.post('*/api/orders/preview', async ({ request }) => {
        expect(await request.json()).toMatchObject({ side: 'SELL', quantity: 260, orderType: 'MARKET' });
        const items = [aPreviewItem('MASTER:k2', 4), aPreviewItem('CHILD:c2', 2)];
        const parts = [{ part: 'entry', quantity: 130, skip: null, held: false }];
        return HttpResponse.json({ items: items.map((item) => ({ ...item, parts })) });
      }),
      http.post('*/api/orders/:id/children/:childId/:what', ({ params }) => {
        asked.push(String(params['what']));
        return HttpResponse.json(sold(), { status: 202 });
      }),
    );
  });

  function sold() {
    return anOrder({ side: 'SELL', basketId: 'bsk-1', childOrders: [aChildOrder('CHILD:c1'), SKIPPED] });
  }

  function holds(netQty: number): void {
    const figures = { pnl: 0, dayPnl: 0, realisedPnL: 0, unrealisedPnL: 0, stale: false };
    takePnl({
      at: '2026-11-23T11:22:31+05:30',
      positions: [aPositionPnl('CHILD:c2', { instrumentId: HEDGE_ID, netQty })],
      accounts: [{ accountId: 'id-CHILD:c2', account: 'CHILD:c2', uncounted: 0, ...figures }],
    });
    expect(usePnl.getState().accounts['id-CHILD:c2']).toBeDefined();
  }

  async function question(): Promise<HTMLElement> {
    return await screen.findByRole('group', { name: 'Send?' });
  }

  it('asks first, and says with how many lots that nothing covers it; Esc sends nothing', async () => {
    holds(0);
    act(() => showOrder(sold()));
    const { user } = renderDesk(<OrdersPanel wide />);
    screen.getByRole('row', { name: /c2 sbx/ }).focus();
    await user.keyboard('r');
    expect((await question()).textContent).toContain(
      "Sell up to 2 lots of NIFTY 01 DEC 26000 CE in c2, at today's price. c2 holds no hedge: this sells 2 lots uncovered.",
    );
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Retry c2' }));
    expect(asked).toEqual([]);

    await user.click(screen.getByRole('button', { name: 'Retry c2' }));
    await question();
    await new Promise((resolve) => setTimeout(resolve, GUARD_MS));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(asked).toEqual(['retry']));
  });

  it('says how much of it what the account holds bought covers, and what is not known', async () => {
    act(() => showOrder(sold()));
    const { user } = renderDesk(<OrdersPanel wide />);
    const ask = async (): Promise<string> => {
      await user.click(screen.getByRole('button', { name: 'Retry c2' }));
      const words = (await question()).textContent ?? '';
      await user.keyboard('{Escape}');
      return words;
    };
    expect(await ask()).toContain('Whether c2 holds a hedge is not known.');
    holds(65);
    expect(await ask()).toContain('What c2 holds bought covers 1 lot: 1 lot would be uncovered.');
    holds(130);
    expect(await ask()).toContain('What c2 holds bought covers 2 lots.');
    network.use(http.post('*/api/orders/preview', () => HttpResponse.error()));
    holds(0);
    expect(await ask()).toContain('c2 holds no hedge: what is sold is uncovered.');
    expect(asked).toEqual([]);
  });

  it('says that what covers it is as last read while the account is logged out', async () => {
    act(() => showOrder(sold()));
    const { user } = renderDesk(<OrdersPanel wide />);
    const out = anAccount('CHILD:c2').session;
    act(() =>
      useAccounts.setState({ list: [anAccount('CHILD:c2', { session: { ...out, state: 'expired' } })] }),
    );
    const ask = async (): Promise<string> => {
      await user.click(screen.getByRole('button', { name: 'Retry c2' }));
      const words = (await question()).textContent ?? '';
      await user.keyboard('{Escape}');
      return words;
    };
    holds(65);
    expect(await ask()).toContain(
      'As last read, what c2 holds bought covers 1 lot: 1 lot would be uncovered.',
    );
    holds(0);
    expect(await ask()).toContain('As last read, c2 holds no hedge: this sells 2 lots uncovered.');
  });

  it('is taken back when the child moves meanwhile', async () => {
    act(() => showOrder(sold()));
    const { user } = renderDesk(<OrdersPanel wide />);
    await user.click(screen.getByRole('button', { name: 'Retry c2' }));
    await question();
    const filled = aChildOrder('CHILD:c2', { childId: SKIPPED.childId });
    act(() => showOrder({ ...sold(), updatedAt: '2026-11-23T11:40:00+05:30', childOrders: [filled] }));
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
  });
});
