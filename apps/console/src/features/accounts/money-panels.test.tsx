import { act, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { useGroups } from '../../live/groups-store.ts';
import { takePnl } from '../../live/pnl-store.ts';
import { aGroup, aLink, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { FundsPanel, TradesPanel } from './money-panels.tsx';

const READ_AT = '2026-11-23T11:22:31+05:30';

it('shows beside the funds the profit of the day and the share of the master, not a premium as a loss', async () => {
  network.use(
    http.get('*/api/accounts/:id/funds', ({ params }) => {
      const accountId = decodeURIComponent(String(params['id']));
      const account = accountId.replace('id-', '');
      const figures = { available: 95_365.5, used: 4_634.5, opening: 1_00_000, collateral: null };
      return HttpResponse.json({ accountId, account, ...figures, readAt: READ_AT });
    }),
  );
  renderDesk(<FundsPanel account={undefined} />);
  const profits = { pnl: 0, realisedPnL: 0, unrealisedPnL: 0, stale: false, uncounted: 0 };
  takePnl({
    at: READ_AT,
    positions: [],
    accounts: [{ accountId: 'id-CHILD:c1', account: 'CHILD:c1', dayPnl: -19.5, ...profits }],
  });
  useGroups.setState({
    list: [aGroup({ capital: 4_43_000, children: [aLink('CHILD:c1', { capital: 1_10_750 })] })],
  });
  const child = await screen.findByRole('row', { name: /^c1/ });
  const cells = [...child.querySelectorAll('td')].map((cell) => cell.textContent);
  expect(cells.slice(1)).toEqual(['1,00,000.00', '95,365.50', '4,634.50', '−19.50', '25.00%', '11:22:31']);
  expect(screen.queryByText(/Against opening/)).toBeNull();
  expect(screen.getByTitle('By what sizing by capital counts').textContent).toBe('25.00%');
  act(() => useGroups.setState({ list: [aGroup()] }));
  const [share] = screen.getAllByTitle('By the opening balances');
  expect(share?.textContent).toBe('100.00%');
});

it('tells the time of a trade as exactly as its broker did', async () => {
  const trade = {
    accountId: 'id-MASTER:k2',
    account: 'MASTER:k2',
    instrumentId: INSTRUMENT_ID,
    symbolName: 'NIFTY26D0126000CE',
    instrumentType: 'OPT',
    expiry: '2026-12-01',
    strike: 26000,
    optionType: 'CE',
    brokerOrderId: '2127647019215355912',
    orderId: null,
    side: 'BUY',
    product: 'D',
    quantity: 65,
    price: 71.3,
    value: 4634.5,
  };
  network.use(
    http.get('*/api/accounts/:id/trades', () =>
      HttpResponse.json({
        items: [
          { ...trade, tradeId: 't1', at: '2026-11-23T11:22:07+05:30' },
          { ...trade, tradeId: 't2', at: '2026-11-23T11:22:08.041+05:30' },
        ],
        next: null,
        readAt: READ_AT,
      }),
    ),
  );
  renderDesk(<TradesPanel account="id-MASTER:k2" />);
  expect(await screen.findByText('11:22:07')).toBeTruthy();
  expect(screen.getByText('11:22:08.041')).toBeTruthy();
});
