import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Holdings } from '../../lib/holdings.ts';
import { useGroups } from '../../live/groups-store.ts';
import { aBasket, aPreviewItem, HEDGE_ID } from '../../testing/basket.ts';
import { aGroup, anInstrument, EXPIRY } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { changeLeg, forgetBasketDraft, putLeg, removeLeg, useBasketDraft } from './basket-draft.ts';
import { BasketPanel } from './basket-panel.tsx';
import { collectLeg } from './collect-leg.ts';

const SOLD = anInstrument();
const HEDGE = anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' });
const THIRD = anInstrument({
  id: `NFO:NIFTY:${EXPIRY}:27000:CE`,
  strike: 27_000,
  symbol: 'NIFTY26D0127000CE',
});
const holdings: Holdings = { quantity: () => 0, subscribe: () => () => undefined };

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const legIds = (): string[] => useBasketDraft.getState().legs.map(({ instrument }) => instrument.id);
const question = () => screen.queryByRole('group', { name: 'Send?' });

function renderBasket() {
  const onPlaced = vi.fn();
  return {
    onPlaced,
    ...renderDesk(
      <BasketPanel holdings={holdings} booked={[]} onPlaced={onPlaced} stops={[]} onSeeStops={vi.fn()} />,
    ),
  };
}

async function sendAll(user: ReturnType<typeof renderBasket>['user']): Promise<void> {
  await user.click(screen.getByRole('button', { name: /^Send \d legs?/ }));
  await past(260);
  await user.click(screen.getByRole('button', { name: /^Send Enter/ }));
}

/** Baskets whose answers wait until they are let through. */
function holdBaskets(answer: () => Response = () => HttpResponse.json(aBasket(), { status: 202 })) {
  const sent: string[][] = [];
  const waiting: (() => void)[] = [];
  network.use(
    http.post('*/api/baskets', async ({ request }) => {
      const { legs } = (await request.json()) as { legs: { instrumentId: string }[] };
      sent.push(legs.map(({ instrumentId }) => instrumentId));
      await new Promise<void>((resolve) => waiting.push(resolve));
      return answer();
    }),
  );
  return { sent, letThrough: () => waiting.shift()?.() };
}

describe('a basket on its way', () => {
  beforeEach(() => {
    forgetBasketDraft();
    putLeg({ instrument: SOLD, side: 'SELL' });
    putLeg({ instrument: HEDGE, side: 'BUY' });
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/baskets/:id', () => HttpResponse.json(aBasket())),
    );
  });

  it('sends no leg twice: what was collected meanwhile is the next basket, and nothing else', async () => {
    const { sent, letThrough } = holdBaskets();
    const { user } = renderBasket();
    await sendAll(user);
    await waitFor(() => expect(sent).toHaveLength(1));
    act(() => {
      putLeg({ instrument: THIRD, side: 'BUY' });
    });
    letThrough();
    await waitFor(() => expect(useBasketDraft.getState().sentId).toBe('bsk-1'));
    expect(legIds()).toEqual([THIRD.id]);
    await sendAll(user);
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toEqual([THIRD.id]);
    letThrough();
    await waitFor(() => expect(legIds()).toEqual([]));
  });

  it('keeps a leg that is on its way as it was sent, says so, and lets it be changed once it was refused', async () => {
    const { sent, letThrough } = holdBaskets(() =>
      aProblem({ status: 422, code: 'no-funds', detail: 'Short of funds.' }),
    );
    const { user } = renderBasket();
    await sendAll(user);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(screen.getAllByText(/^on its way, not changed any more/)).toHaveLength(2);
    expect(screen.getByLabelText(/^Lots of leg 1/).closest('fieldset')?.disabled).toBe(true);
    const before = useBasketDraft.getState().legs;
    act(() => {
      changeLeg(SOLD.id, { size: '2' });
      removeLeg(HEDGE.id);
    });
    expect(putLeg({ instrument: SOLD, side: 'BUY' })).toBe(
      'This leg is on its way: it is not changed any more.',
    );
    await act(() => collectLeg(HEDGE.id, null));
    expect(screen.getByText('This leg is on its way: it is not changed any more.')).toBeTruthy();
    expect(useBasketDraft.getState().legs).toBe(before);
    letThrough();
    await screen.findByText('Short of funds.');
    act(() => changeLeg(SOLD.id, { size: '2' }));
    expect(screen.getByLabelText<HTMLInputElement>(/^Lots of leg 2/).value).toBe('2');
  });

  it('lets its legs be changed again where it was looked up and never arrived', async () => {
    sessionStorage.setItem(
      'copydesk.press.basket',
      JSON.stringify({
        key: 'k1',
        route: 'POST /api/baskets',
        words: 'Send 2 legs',
        atMs: Date.now() - 60_000,
      }),
    );
    network.use(
      http.get('*/api/intents/:key', () =>
        aProblem({ status: 404, code: 'intent-not-found', detail: 'None.' }),
      ),
    );
    useBasketDraft.setState(({ legs }) => ({ sending: legs }));
    renderBasket();
    await screen.findByText(/it never arrived\. Nothing was placed\./);
    await waitFor(() => expect(useBasketDraft.getState().sending).toBeNull());
  });

  it('is none of the next person: neither its answer nor a leg that is still read', async () => {
    const { sent, letThrough } = holdBaskets();
    const { user, onPlaced, unmount } = renderBasket();
    await sendAll(user);
    await waitFor(() => expect(sent).toHaveLength(1));
    const reads: (() => void)[] = [];
    network.use(
      http.get('*/api/instruments/:id', async () => {
        await new Promise<void>((resolve) => reads.push(resolve));
        return HttpResponse.json({ ...THIRD, listings: [] });
      }),
    );
    const reading = collectLeg(THIRD.id, 'BUY');
    await waitFor(() => expect(reads).toHaveLength(1));
    unmount();
    forgetBasketDraft();
    // The next person presses the same price.
    const theirs = collectLeg(THIRD.id, 'SELL');
    await waitFor(() => expect(reads).toHaveLength(2));
    reads[0]?.();
    await act(() => reading);
    expect(legIds()).toEqual([]);
    reads[1]?.();
    await act(() => theirs);
    letThrough();
    await waitFor(() => expect(sessionStorage.getItem('copydesk.press.basket')).toBeNull());
    await past(20);
    expect(useBasketDraft.getState()).toMatchObject({ sentId: null, legs: [{ side: 'SELL' }] });
    expect(onPlaced).not.toHaveBeenCalled();
  });

  it.each([
    ['another account is reached', [], [aGroup()]],
    [
      'a child that was paused is active',
      [aGroup({ children: aGroup().children.map((one) => ({ ...one, state: 'paused' as const })) })],
      [aGroup()],
    ],
    [
      'a child is sized otherwise',
      [aGroup()],
      [
        aGroup({
          children: aGroup().children.map((one) => ({
            ...one,
            sizing: { kind: 'fixed' as const, lots: 9, capLots: null, atLeastOneLot: false },
          })),
        }),
      ],
    ],
  ] as const)('takes "Send?" back when %s', async (_, before, after) => {
    const { sent } = holdBaskets();
    const { user } = renderBasket();
    act(() => useGroups.setState({ list: before }));
    await user.click(screen.getByRole('button', { name: /^Send 2 legs/ }));
    expect(question()).toBeTruthy();
    const send = screen.getByRole('button', { name: /^Send Enter/ });
    await past(260);
    act(() => {
      useGroups.setState({ list: after });
      fireEvent.click(send);
    });
    expect(question()).toBeNull();
    expect(sent).toEqual([]);
    expect(sessionStorage.getItem('copydesk.press.basket')).toBeNull();
  });

  it('names who gets only the first leg, and what becomes of it', async () => {
    network.use(
      http.post('*/api/orders/preview', async ({ request }) => {
        const { side } = (await request.json()) as { side: string };
        const under = { code: 'under-one-lot', text: 'The rule gives less than one lot.' };
        const c1 = side === 'BUY' ? aPreviewItem('CHILD:c1', 1) : aPreviewItem('CHILD:c1', 0, under);
        return HttpResponse.json({
          items: [aPreviewItem('MASTER:k2', 1), c1, aPreviewItem('CHILD:c2', 0, under)],
        });
      }),
    );
    const { user } = renderBasket();
    await screen.findByText('Goes to 2 of 3 accounts, to 1 in part');
    await user.click(screen.getByRole('button', { name: /^Send 2 legs in k2, in part in c1/ }));
    expect(question()?.textContent).toContain(': k2; c1 gets leg 1 only, then as its link says.');
    act(() => useBasketDraft.setState({ then: 'leave' }));
    await user.click(screen.getByRole('button', { name: /^Send 2 legs/ }));
    expect(question()?.textContent).toContain(': k2; c1 gets leg 1 only, and keeps it.');
  });

  it('gives the focus to what was sent, and after a leg was taken out to the next one', async () => {
    const { letThrough, sent } = holdBaskets();
    const { user } = renderBasket();
    act(() => {
      putLeg({ instrument: THIRD, side: 'BUY' });
    });
    screen.getByRole('button', { name: /^Take out leg 1/ }).focus();
    await user.keyboard('{Enter}');
    expect(legIds()).toHaveLength(2);
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Take out leg 1/);
    await user.click(screen.getByRole('button', { name: /^Send 2 legs/ }));
    await past(260);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sent).toHaveLength(1));
    letThrough();
    await waitFor(() =>
      expect(document.activeElement?.getAttribute('aria-label')).toBe('The basket that was sent'),
    );
  });

  it('gives the focus to the basket when its last leg was taken out', async () => {
    act(() => removeLeg(HEDGE.id));
    const { user } = renderBasket();
    await user.click(screen.getByRole('button', { name: /^Take out leg 1/ }));
    expect(document.activeElement).toBe(within(document.body).getByRole('form', { name: 'Basket' }));
  });
});
