import type { Basket } from '@copydesk/api-contract';
import { act, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { aBasket, aBasketLeg, HEDGE_ID } from '../../testing/basket.ts';
import { aChildOrder, anOrder, INSTRUMENT_ID as SOLD_ID } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { accountsAt } from './basket-accounts.ts';
import { ShownBasket } from './basket-page.tsx';
import { BasketsPanel } from './baskets-panel.tsx';

/** The rows of the accounts, cells joined by a bar. */
function rows(): string[] {
  const table = within(screen.getByRole('region', { name: 'Each leg in each account' }));
  return table
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      [...row.querySelectorAll('th, td')]
        .map((cell) => cell.textContent?.replaceAll(/\s+/g, ' '))
        .join(' | '),
    );
}

const REFUSED = {
  accountId: 'id-CHILD:c2',
  account: 'CHILD:c2',
  leg: 1,
  reason: { code: 'margin', text: 'Not enough margin.', brokerText: 'Required margin is 30784.00' },
  then: 'flatten',
} as const;

/** c2's broker refused the sold leg; the others have both. */
function refusedInOne(part: Partial<Basket> = {}): Basket {
  const { legs, orders } = aBasket();
  const child = (address: string, status: 'filled' | 'rejected') =>
    aChildOrder(address, { quantity: 65, filledQuantity: status === 'filled' ? 65 : 0, status });
  return aBasket({
    legs: [aBasketLeg(), { ...aBasketLeg(), ...legs[1], status: 'filled', filledQuantity: 65 }],
    incomplete: [REFUSED],
    orders: orders.map((order) =>
      order.id === 'o1'
        ? order
        : {
            ...order,
            status: 'filled',
            filledQuantity: 65,
            childOrders: [child('CHILD:c1', 'filled'), child('CHILD:c2', 'rejected')],
          },
    ),
    ...part,
  });
}

/** What c2's hedge was sold by. */
const exit = (filledQuantity: number) =>
  anOrder({
    id: 'x1',
    basketId: 'bsk-1',
    accountId: 'id-CHILD:c2',
    account: 'CHILD:c2',
    instrumentId: HEDGE_ID,
    side: 'SELL',
    quantity: 65,
    filledQuantity,
    status: filledQuantity === 65 ? 'filled' : 'working',
    childOrders: [],
  });

function show(basket: Basket, booked = [] as Parameters<typeof ShownBasket>[0]['booked']) {
  network.use(http.get('*/api/baskets/:id', () => HttpResponse.json(basket)));
  return renderDesk(<ShownBasket id="bsk-1" booked={booked} />);
}

describe('how a basket stands', () => {
  it('says leg by leg in each account how far it is; what has not come waits', async () => {
    show(aBasket());
    await screen.findByText('Cancel basket');
    expect(rows()).toEqual([
      'k2 sbx | 65/65 Filled | 0/65 Open | Running',
      '└c1 sbx | 65/65 Filled | — Waits | Running',
      '└c2 sbx | 65/65 Filled | — Waits | Running',
    ]);
    const legs = within(screen.getByRole('list', { name: /^Legs/ })).getAllByRole('listitem');
    expect(legs.map((leg) => leg.textContent)).toEqual([
      '1BUYNIFTY 01 DEC 26500 CEMKT',
      '2SELLNIFTY 01 DEC 26000 CEMKT',
    ]);
  });

  it('says who cannot complete, at which leg and why, that it is being undone, and when it is undone', async () => {
    const { unmount } = show(refusedInOne(), [exit(0)]);
    const words =
      'c2 cannot complete leg 2. Not enough margin. “Required margin is 30784.00” It is being undone: what it has of the basket is taken out again.';
    await screen.findByText(words);
    expect(rows().at(-1)).toBe('└c2 sbx | 65/65 Filled | 0/65 Refused | Being undone');
    expect(rows()[1]).toBe('└c1 sbx | 65/65 Filled | 65/65 Filled | Complete');
    expect(screen.getByRole('link', { name: 'Why' })).toBeTruthy();
    unmount();

    const { unmount: unmountAgain } = show(refusedInOne(), [exit(65)]);
    await screen.findByText(/What it had of the basket was taken out again\.$/);
    expect(rows().at(-1)).toBe('└c2 sbx | 65/65 Filled 65 taken out | 0/65 Refused | Undone');
    unmountAgain();

    show(refusedInOne({ status: 'incomplete', incomplete: [{ ...REFUSED, then: 'leave' }] }));
    await screen.findByText(/What it has of the basket stays\.$/);
    expect(screen.getByRole('link', { name: 'Retry or leave' }).getAttribute('href')).toBe(
      '/orders/o2?account=id-CHILD%3Ac2',
    );
    expect(rows().at(-1)).toMatch(/Left as it is$/);
    expect(screen.getByText('Ended incomplete')).toBeTruthy();
    expect(screen.queryByText('Cancel basket')).toBeNull();
  });

  it('asks before it is ended, and is ended once', async () => {
    const asked: string[] = [];
    network.use(
      http.delete('*/api/baskets/:id', ({ request }) => {
        asked.push(request.headers.get('idempotency-key') ?? '');
        const own = { ...REFUSED, accountId: 'id-MASTER:k2', account: 'MASTER:k2' };
        const reason = { code: 'basket-cancelled', text: 'A person ended the basket.' };
        return HttpResponse.json(aBasket({ incomplete: [{ ...own, reason }] }), { status: 202 });
      }),
    );
    const { user } = show(aBasket());
    await user.click(await screen.findByText('Cancel basket'));
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain(
      'No leg is entered any more, and what an account has of it is taken out again, unless its link says to leave it.',
    );
    const end = screen.getByRole('button', { name: /^End basket/ });
    await new Promise((resolve) => setTimeout(resolve, 260));
    await user.dblClick(end);
    await screen.findByText(/^k2 cannot complete leg 2\. A person ended the basket\./);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says complete only of who has each leg: not of who was skipped, nor of who follows its master out', () => {
    const own = { ...REFUSED, accountId: 'id-MASTER:k2', account: 'MASTER:k2' };
    const child = (basket: Basket, booked: Parameters<typeof accountsAt>[1] = []) =>
      accountsAt(basket, booked).find(({ account }) => account === 'CHILD:c1')?.state;
    const skipped = aChildOrder('CHILD:c1', { status: 'skipped', quantity: 0, filledQuantity: 0 });
    const filled = aChildOrder('CHILD:c1', { quantity: 65, filledQuantity: 65 });
    const both = [aBasketLeg(), aBasketLeg({ place: 1, orderId: 'o2', side: 'SELL', instrumentId: SOLD_ID })];
    const of = (first: typeof filled, second: typeof filled): Basket =>
      aBasket({
        status: 'complete',
        legs: both,
        orders: [anOrder({ id: 'o1', childOrders: [first] }), anOrder({ id: 'o2', childOrders: [second] })],
      });
    expect(child(of(filled, filled))).toBe('complete');
    expect(child(of(skipped, skipped))).toBe('skipped');
    expect(child(of(filled, skipped))).toBe('left');
    const out = (taken: number) =>
      anOrder({
        id: 'x1',
        basketId: 'bsk-1',
        instrumentId: HEDGE_ID,
        side: 'SELL',
        childOrders: [aChildOrder('CHILD:c1', { quantity: 65, filledQuantity: taken })],
      });
    const undone = aBasket({ incomplete: [own] });
    expect(child(undone, [out(0)])).toBe('undoing');
    expect(child(undone, [out(65)])).toBe('undone');
    expect(child({ ...undone, status: 'incomplete' }, [out(65)])).toBe('undone');
    expect(child({ ...of(filled, filled), status: 'running' }, [out(65)])).toBe('undoing');
  });

  it('takes the question to end it back when it stands otherwise', async () => {
    let now = aBasket();
    network.use(http.get('*/api/baskets/:id', () => HttpResponse.json(now)));
    const { user } = renderDesk(<ShownBasket id="bsk-1" booked={[]} />);
    await user.click(await screen.findByText('Cancel basket'));
    expect(screen.getByRole('group', { name: 'Send?' })).toBeTruthy();
    now = aBasket({ legs: now.legs.map((leg) => ({ ...leg, status: 'filled', filledQuantity: 65 })) });
    await screen.findByText('Cancel basket', undefined, { timeout: 5_000 });
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    expect(document.activeElement?.textContent).toBe('Cancel basket');
  });

  it('says why a basket could not be ended, or not be read', async () => {
    network.use(
      http.delete('*/api/baskets/:id', () =>
        aProblem({
          status: 409,
          code: 'basket-ended',
          detail: 'The basket has ended; nothing more of it is sent.',
        }),
      ),
    );
    const { user, unmount } = show(aBasket());
    await user.click(await screen.findByText('Cancel basket'));
    await new Promise((resolve) => setTimeout(resolve, 260));
    await user.click(screen.getByRole('button', { name: /^End basket/ }));
    await screen.findByText('The basket has ended; nothing more of it is sent.');
    unmount();
    network.use(
      http.get('*/api/baskets/:id', () =>
        aProblem({ status: 404, code: 'basket-not-found', detail: 'There is no such basket.' }),
      ),
    );
    renderDesk(<ShownBasket id="bsk-2" booked={[]} />);
    await screen.findByText('There is no such basket.');
  });

  it('lists the baskets, each with its legs, how it stands and who cannot complete', async () => {
    const ended = refusedInOne({ id: 'bsk-0', status: 'incomplete' });
    network.use(
      http.get('*/api/baskets', () => HttpResponse.json({ items: [aBasket(), ended], next: null, asOf: 9 })),
    );
    const { user } = renderDesk(<BasketsPanel />);
    await waitFor(() => expect(document.querySelectorAll('[data-row]')).toHaveLength(2));
    const texts = [...document.querySelectorAll('[data-row]')].map((row) => row.textContent);
    expect(texts).toEqual([
      '11:22:07k2 sbxBUY NIFTY 01 DEC 26500 CE, SELL NIFTY 01 DEC 26000 CERunning—',
      '11:22:07k2 sbxBUY NIFTY 01 DEC 26500 CE, SELL NIFTY 01 DEC 26000 CEEnded incompletec2',
    ]);
    document.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(location.pathname).toBe('/baskets/bsk-0');
  });

  it('says how old the baskets are that stand there while they are not read again, and mutes them', async () => {
    let isCut = false;
    network.use(
      http.get('*/api/baskets', () =>
        isCut
          ? aProblem({ status: 503, code: 'account-not-settled', detail: 'The desk is starting.' })
          : HttpResponse.json({ items: [aBasket()], next: null, asOf: 9 }),
      ),
    );
    const { queries, unmount } = renderDesk(<BasketsPanel />);
    await waitFor(() => expect(document.querySelectorAll('[data-row]')).toHaveLength(1));
    expect(document.querySelectorAll('.stale-figure')).toHaveLength(0);
    isCut = true;
    await act(() => queries.invalidateQueries({ queryKey: ['baskets'] }));
    await screen.findByText(
      /^Baskets were not read\. The desk is starting\. What stands here is as of \d+\.\d s ago\.$/,
    );
    expect(document.querySelectorAll('[data-row] .stale-figure').length).toBeGreaterThan(0);
    unmount();
    renderDesk(<BasketsPanel />);
    await screen.findByText('Baskets were not read. The desk is starting.');
    expect(screen.queryByText(/^No baskets/)).toBeNull();
    expect(screen.getByText('Which baskets there are is not known.')).toBeTruthy();
  });
});
