import type { Basket } from '@copydesk/api-contract';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import type { Holdings } from '../../lib/holdings.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { aBasket, aPreviewItem } from '../../testing/basket.ts';
import { aGroup, anInstrument, EXPIRY } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { changeLeg, forgetBasketDraft, putLeg, useBasketDraft } from './basket-draft.ts';
import { BasketPanel } from './basket-panel.tsx';
import { collectLeg } from './collect-leg.ts';

const SOLD = anInstrument();
const HEDGE = anInstrument({
  id: `NFO:NIFTY:${EXPIRY}:26500:CE`,
  strike: 26_500,
  symbol: 'NIFTY26D0126500CE',
});

const held = create<Readonly<Record<string, number>>>(() => ({}));
const holdings: Holdings = {
  quantity: (_, instrumentId) => held.getState()[instrumentId] ?? 0,
  subscribe: held.subscribe,
};

interface Sent {
  readonly key: string | null;
  readonly body: Record<string, unknown>;
}

function takeBaskets(answer: () => Response = () => HttpResponse.json(aBasket(), { status: 202 })): Sent[] {
  const sent: Sent[] = [];
  network.use(
    http.post('*/api/baskets', async ({ request }) => {
      sent.push({
        key: request.headers.get('idempotency-key'),
        body: (await request.json()) as Record<string, unknown>,
      });
      return answer();
    }),
    http.get('*/api/baskets/:id', () => HttpResponse.json(aBasket())),
  );
  return sent;
}

function renderBasket(onPlaced: (basket: Basket) => void = vi.fn()) {
  return {
    onPlaced,
    ...renderDesk(
      <BasketPanel holdings={holdings} booked={[]} onPlaced={onPlaced} stops={[]} onSeeStops={vi.fn()} />,
    ),
  };
}

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const names = (): (string | null)[] =>
  within(screen.getByRole('list', { name: /^Legs/ }))
    .getAllByRole('listitem')
    .map((leg) => leg.querySelector('[title]')?.textContent ?? null);
const sendButton = () => screen.getByRole('button', { name: /^Send 2 legs/ });

describe('the basket in the place of the ticket', () => {
  beforeEach(() => {
    forgetBasketDraft();
    held.setState({}, true);
    putLeg({ instrument: SOLD, side: 'SELL' });
    putLeg({ instrument: HEDGE, side: 'BUY' });
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
    );
  });

  it('shows the hedge first whatever was collected first, moves a leg with its side, and keeps the focus', async () => {
    const { user } = renderBasket();
    expect(names()).toEqual(['NIFTY 01 DEC 26500 CE', 'NIFTY 01 DEC 26000 CE']);
    const side = within(screen.getByRole('group', { name: /^Side of leg 1/ })).getByRole('radio', {
      name: 'Sell',
    });
    await user.click(side);
    expect(names()).toEqual(['NIFTY 01 DEC 26000 CE', 'NIFTY 01 DEC 26500 CE']);
    expect(document.activeElement).toBe(side);
    act(() => held.setState({ [SOLD.id]: 65, [HEDGE.id]: -65 }));
    expect(names()).toEqual(['NIFTY 01 DEC 26500 CE', 'NIFTY 01 DEC 26000 CE']);
  });

  it('asks before it sends, once for a press, not within a quarter of a second, and with one key', async () => {
    const sent = takeBaskets();
    const { user, onPlaced } = renderBasket();
    await user.selectOptions(screen.getByLabelText('An account that cannot complete'), 'leave');
    await user.click(sendButton());
    const asked = screen.getByRole('group', { name: 'Send?' });
    expect(asked.textContent).toContain(
      'Buy 1 lot NIFTY 01 DEC 26500 CE at market, then Sell 1 lot NIFTY 01 DEC 26000 CE at market.',
    );
    const send = within(asked).getByRole('button', { name: /^Send/ });
    await user.click(send);
    expect(sent).toEqual([]);
    await past(260);
    await user.dblClick(send);
    await waitFor(() => expect(onPlaced).toHaveBeenCalled());
    expect(sent).toHaveLength(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    const leg = { quantity: 65, orderType: 'MARKET', product: 'D' };
    expect(sent[0]?.body).toEqual({
      accountId: 'id-MASTER:k2',
      legs: [
        { ...leg, instrumentId: HEDGE.id, side: 'BUY' },
        { ...leg, instrumentId: SOLD.id, side: 'SELL' },
      ],
      onIncomplete: 'leave',
      completeWithinMs: 60_000,
    });
    expect(await screen.findByRole('table')).toBeTruthy();
    expect(useBasketDraft.getState()).toMatchObject({ legs: [], sentId: 'bsk-1' });
  });

  it.each([
    ['the connection is lost', () => useLink.setState({ state: 'lost' })],
    ['a leg is another one', () => changeLeg(HEDGE.id, { size: '2' })],
    ['a leg closes what is held now', () => held.setState({ [SOLD.id]: 65, [HEDGE.id]: -65 })],
  ] as const)(
    'withdraws "Send?" when %s, and sends nothing that is pressed in that moment',
    async (_, happens) => {
      const sent = takeBaskets();
      const { user } = renderBasket();
      await user.click(sendButton());
      const send = screen.getByRole('button', { name: /^Send Enter/ });
      await past(260);
      act(() => {
        happens();
        fireEvent.click(send);
      });
      expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
      expect(sent).toEqual([]);
      expect(sessionStorage.getItem('copydesk.press.basket')).toBeNull();
    },
  );

  it('withdraws "Send?" when the server says another reach than it was asked with, and adds what it says first', async () => {
    let c1 = aPreviewItem('CHILD:c1', 1);
    let told = false;
    network.use(
      http.post('*/api/orders/preview', () =>
        told
          ? HttpResponse.json({ items: [aPreviewItem('MASTER:k2', 1), c1] })
          : aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
    );
    const { user, queries } = renderBasket();
    const again = () => act(() => queries.invalidateQueries({ queryKey: ['preview'] }));
    await user.click(sendButton());
    told = true;
    await again();
    const asked = await screen.findByRole('group', { name: 'Send?' });
    await waitFor(() => expect(asked.textContent).toContain('at market: k2, c1.'));
    // The same once more, with other figures of money, is no other question.
    c1 = { ...c1, fundsNeeded: 8_070, fundsAfter: 21_000 };
    await again();
    expect(screen.getByRole('group', { name: 'Send?' })).toBeTruthy();
    c1 = aPreviewItem('CHILD:c1', 0, { code: 'no-funds', text: 'Not enough funds.' });
    await again();
    // Sooner than it closes by itself.
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull(), {
      timeout: 3_000,
    });
    expect(screen.getByRole('button', { name: /^Send 2 legs in k2/ })).toBeTruthy();
  });

  it('says in each account what each leg becomes, who cannot complete, and that the legs were looked at one by one', async () => {
    network.use(
      http.post('*/api/orders/preview', async ({ request }) => {
        const { side } = (await request.json()) as { side: string };
        const under = { code: 'under-one-lot', text: 'The rule gives less than one lot.' };
        const c1 = side === 'BUY' ? aPreviewItem('CHILD:c1', 1) : aPreviewItem('CHILD:c1', 0, under);
        return HttpResponse.json({ items: [aPreviewItem('MASTER:k2', 1), c1, aPreviewItem('CHILD:c2', 1)] });
      }),
    );
    renderBasket();
    await screen.findByText('Goes to 3 of 3 accounts, to 1 in part');
    expect(
      screen.getByText('c1 cannot complete leg 2: The rule gives less than one lot. It gets leg 1 only.'),
    ).toBeTruthy();
    expect(screen.getByText(/^Each leg's margin is checked by itself\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Send 2 legs in 2 accounts, in part in c1/ })).toBeTruthy();
  });

  it('shows what is missing beside its leg, and the server’s words about a leg beside that leg', async () => {
    takeBaskets(() =>
      aProblem({
        status: 422,
        code: 'price-off-tick',
        detail: 'The price is off the tick.',
        errors: [
          { path: '/legs/1/price', code: 'price-off-tick', message: 'Ticks of 0.05: 118.40 or 118.45.' },
        ],
      }),
    );
    const { user, onPlaced } = renderBasket();
    act(() => changeLeg(SOLD.id, { orderType: 'LIMIT' }));
    await user.click(sendButton());
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    const price = screen.getByLabelText(/^Price ₹ of leg 2/);
    const said = () => document.getElementById(price.getAttribute('aria-describedby') ?? '')?.textContent;
    expect(said()).toBe('Needs a price.');
    await user.type(price, '118.42');
    await user.click(sendButton());
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send Enter/ }));
    await waitFor(() => expect(said()).toBe('Ticks of 0.05: 118.40 or 118.45.'));
    expect(screen.getByText('Nothing was placed.')).toBeTruthy();
    expect(onPlaced).not.toHaveBeenCalled();
    expect(useBasketDraft.getState().legs).toHaveLength(2);
  });

  it('goes to the master alone while the group is not armed, and says so; what also closes is left to be refused', async () => {
    const sent = takeBaskets();
    const { user } = renderBasket();
    act(() => useGroups.setState({ list: [aGroup({ armed: false })] }));
    expect(
      screen.getByText(/^Copying is off: Family is not armed\. The basket goes to k2 alone\./),
    ).toBeTruthy();
    await user.click(sendButton());
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send Enter/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body['legs']).toMatchObject([{ copy: false }, { copy: false }]);
    act(() => {
      putLeg({ instrument: SOLD, side: 'SELL' });
      held.setState({ [SOLD.id]: 65 });
    });
    expect(screen.queryByText(/^Copying is off/)).toBeNull();
  });

  it('looks up a press whose answer was lost with the page, and does not send it again', async () => {
    const sent = takeBaskets();
    forgetBasketDraft();
    sessionStorage.setItem(
      'copydesk.press.basket',
      JSON.stringify({ key: 'k1', route: 'POST /api/baskets', words: 'Send 2 legs', atMs: Date.now() }),
    );
    network.use(
      http.get('*/api/intents/:key', () =>
        HttpResponse.json({ route: 'POST /api/baskets', state: 'done', status: 202, body: aBasket() }),
      ),
    );
    // What is collected before it is known belongs to the next one.
    putLeg({ instrument: HEDGE, side: 'BUY' });
    renderBasket();
    await waitFor(() => expect(useBasketDraft.getState().sentId).toBe('bsk-1'));
    expect(names()).toEqual(['NIFTY 01 DEC 26500 CE']);
    expect(screen.getByRole('link', { name: 'The basket that was sent before' }).getAttribute('href')).toBe(
      '/baskets/bsk-1',
    );
    expect(sent).toEqual([]);
  });

  it('collects each price that was pressed, also while the one before is still read, and takes out one that is pressed again', async () => {
    forgetBasketDraft();
    const letThrough: (() => void)[] = [];
    network.use(
      http.get('*/api/instruments/:id', async ({ params }) => {
        await new Promise<void>((resolve) => letThrough.push(resolve));
        const known = [SOLD, HEDGE].find(({ id }) => id === params['id']) ?? SOLD;
        return HttpResponse.json({ ...known, listings: [] });
      }),
    );
    renderBasket();
    const pressed = [collectLeg(HEDGE.id, null), collectLeg(SOLD.id, null), collectLeg(SOLD.id, 'SELL')];
    await waitFor(() => expect(letThrough).toHaveLength(2));
    for (const one of letThrough) one();
    await act(() => Promise.all(pressed));
    expect(useBasketDraft.getState().legs.map(({ side, size }) => `${side} ${size}`)).toEqual([
      'BUY 1',
      'SELL 1',
    ]);
    await act(() => collectLeg(SOLD.id, null));
    expect(names()).toEqual(['NIFTY 01 DEC 26500 CE']);
    const other = collectLeg(SOLD.id, null);
    await collectLeg(SOLD.id, null);
    await waitFor(() => expect(letThrough).toHaveLength(3));
    letThrough[2]?.();
    await act(() => other);
    expect(names()).toEqual(['NIFTY 01 DEC 26500 CE']);
  });

  it('says why a price was not collected', async () => {
    network.use(
      http.get('*/api/instruments/:id', () =>
        aProblem({ status: 404, code: 'instrument-not-found', detail: 'No list of today knows it.' }),
      ),
    );
    renderBasket();
    await act(() => collectLeg('NFO:NIFTY:2026-12-01:1:CE', 'BUY'));
    expect(screen.getByText('Not collected. No list of today knows it.')).toBeTruthy();
    expect(useBasketDraft.getState().legs).toHaveLength(2);
  });
});
