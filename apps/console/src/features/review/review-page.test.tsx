import { act, screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { useDivergences } from '../../live/divergences-store.ts';
import { aChildOrder, aDivergence, anOrder } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { ReviewPage } from './review-page.tsx';

const ORDERS = [
  anOrder({
    id: 'o2',
    side: 'SELL',
    averagePrice: 124.15,
    childOrders: [aChildOrder('CHILD:c1', { averagePrice: 124.1 })],
  }),
  anOrder({ id: 'o1', childOrders: [aChildOrder('CHILD:c1', { averagePrice: 118.55 })] }),
];

describe('the evening', () => {
  it('begins with what each account made and all of them together, before the lists that add up to it', async () => {
    useDivergences.setState({ list: [aDivergence()] });
    network.use(http.get('*/api/orders', () => HttpResponse.json({ items: ORDERS, next: null, asOf: 9 })));
    renderDesk(<ReviewPage />);
    const sums = await screen.findByRole('table', { name: 'Accounts' });
    const rows = within(sums).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^k2.*230,784\.0032,279\.00\+₹1,495\.00$/),
      expect.stringMatching(/^c1.*215,411\.5016,133\.00\+₹721\.50$/),
      expect.stringMatching(/^All accounts sbx446,195\.5048,412\.00\+₹2,216\.50$/),
    ]);
    expect(screen.getAllByRole('table')[0]).toBe(sums);
    expect(screen.getByText(/difference is open now/).textContent).toBe('1 difference is open now. Drift');
  });

  it('claims no drift of zero before the differences were read', async () => {
    useDivergences.setState({ list: null });
    network.use(http.get('*/api/orders', () => HttpResponse.json({ items: ORDERS, next: null, asOf: 9 })));
    renderDesk(<ReviewPage />);
    expect(await screen.findByText('Whether drift is open is not read yet.')).toBeTruthy();
    act(() => useDivergences.setState({ list: [] }));
    expect(screen.getByText('No drift is open.')).toBeTruthy();
  });
});
