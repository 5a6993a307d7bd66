import { screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aChildOrder, anOrder } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { onPhone } from '../../testing/phone.ts';
import { renderDesk } from '../../testing/render.tsx';
import { OrderPage } from './order-page.tsx';
import { showOrder, useOrders } from './orders-store.ts';

describe('the page of one order', () => {
  beforeEach(() => {
    useOrders.setState({ byId: {}, ids: [] });
    network.use(http.get('*/api/orders/:id/timeline', () => HttpResponse.json({ items: [] })));
  });

  afterEach(() => vi.unstubAllGlobals());

  it('has a heading and ways on where no order has the id, and does not call that unknown', async () => {
    const detail = 'There is no such order. Order: unknown.';
    network.use(
      http.get('*/api/orders/:id', () => aProblem({ status: 404, code: 'order-not-found', detail })),
    );
    renderDesk(<OrderPage id="none" account={null} />);
    expect(screen.getByRole('heading', { name: 'Order' })).toBeTruthy();
    await screen.findByText(/^No order has this id\./);
    expect(screen.queryByText(/unknown/)).toBeNull();
    const ways = screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')]);
    expect(ways).toEqual([
      ['Orders of today', '/orders'],
      ['Review of another day', '/review'],
    ]);
  });

  it('says beside each account what became of it and lets a person try again or leave; of another day only says it', async () => {
    const reason = { code: 'margin', text: 'Not enough margin.', brokerText: 'Insufficient funds.' };
    const refused = aChildOrder('CHILD:c2', { status: 'rejected', filledQuantity: 0, reason } as const);
    const order = anOrder({ childOrders: [aChildOrder('CHILD:c1'), refused] });
    showOrder(order);
    const { unmount } = renderDesk(<OrderPage id="o1" account={null} />);
    expect(screen.getByText(/^Zerodha refused c2: “Insufficient funds”/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Retry c2' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Leave c2 as it is' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Retry c1' })).toBeNull();
    unmount();

    useOrders.setState({ byId: {}, ids: [] });
    network.use(http.get('*/api/orders/:id', () => HttpResponse.json(order)));
    renderDesk(<OrderPage id="o1" account={null} />);
    await screen.findByText(/^Zerodha refused c2: “Insufficient funds”/);
    expect(screen.queryByRole('button', { name: 'Retry c2' })).toBeNull();
  });

  it('gives each account a card on a phone, with its trouble in the full width and no table that scrolls', () => {
    onPhone();
    const reason = { code: 'margin', text: 'Not enough margin.', brokerText: 'Insufficient funds.' };
    const refused = aChildOrder('CHILD:c2', { status: 'rejected', filledQuantity: 0, reason } as const);
    showOrder(anOrder({ childOrders: [aChildOrder('CHILD:c1'), refused] }));
    renderDesk(<OrderPage id="o1" account={null} />);
    expect(screen.queryByRole('table')).toBeNull();
    const cards = within(screen.getByRole('list', { name: 'What each account made of it' })).getAllByRole(
      'listitem',
    );
    expect(cards).toHaveLength(3);
    expect(cards[2]?.textContent).toMatch(/c2.*Zerodha refused c2: “Insufficient funds”/);
    expect(within(cards[2] ?? document.body).getByRole('button', { name: 'Retry c2' })).toBeTruthy();
  });

  it('counts by the clock of the sandbox how long an answer is owed, and when a person may say what is there', async () => {
    const toldAt = Date.now() + 40 * 3_600_000;
    const at = (seconds: number): string => new Date(toldAt + seconds * 1000).toISOString();
    network.use(
      http.get('*/api/conditions', () =>
        HttpResponse.json({ markets: [], clocks: [{ environment: 'sandbox', at: at(0) }], accounts: [] }),
      ),
    );
    const lost = { status: 'uncertain', filledQuantity: 0, averagePrice: null, certainBy: at(-1) } as const;
    showOrder(anOrder({ updatedAt: at(-30), childOrders: [aChildOrder('CHILD:c1', lost)] }));
    renderDesk(<OrderPage id="o1" account={null} />);
    expect(await screen.findByText(/^Checking 3\d s$/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'c1: it is there' })).toBeTruthy();
  });
});
