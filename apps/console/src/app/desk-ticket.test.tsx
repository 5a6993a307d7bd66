import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetBasketDraft, putLeg, useBasketDraft } from '../features/basket/basket-draft.ts';
import { applyPosition, usePositions } from '../features/positions/positions-store.ts';
import { clearTicket, fillTicket, useTicket } from '../features/ticket/ticket-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { aPreviewItem, HEDGE_ID } from '../testing/basket.ts';
import { aGroup, aKillSwitch, anInstrument, anOrder, aPosition } from '../testing/fixtures.ts';
import { aProblem, network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { DeskTicket, TicketDrawer } from './desk-ticket.tsx';
import { closeTicketDrawer, openTicketDrawer } from './ticket-drawer.ts';

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const toBasket = (open: boolean): void => act(() => useBasketDraft.setState({ open }));

/** Presses the button, and the one of "Send?" once its guard is over. */
async function send(user: ReturnType<typeof renderDesk>['user'], button: HTMLElement): Promise<void> {
  await user.click(button);
  await past(260);
  await user.click(screen.getByRole('button', { name: /^Send Enter/ }));
}

describe("the Desk's ticket", () => {
  beforeEach(() => {
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({ sl: null, target: null, trail: null, resting: false }),
      ),
      http.get('*/api/kill-switch', () => HttpResponse.json(aKillSwitch())),
    );
    forgetBasketDraft();
    usePositions.setState({ byKey: {} });
    clearTicket();
  });

  it('knows what a child holds, though that stands in the row of its master: it closes no more, and opens nothing', async () => {
    useGroups.setState({ list: [aGroup()] });
    applyPosition(aPosition('MASTER:k2'));
    applyPosition(aPosition('CHILD:c1', { netQty: 130, copied: 130 }));
    fillTicket({ instrument: anInstrument(), side: 'SELL', size: '2' });
    renderDesk(<DeskTicket />);
    expect(screen.getByText(/held 260$/)).toBeTruthy();
    act(() => useTicket.setState({ accountId: 'id-CHILD:c1' }));
    expect(screen.getByText(/held 130$/)).toBeTruthy();
    // What closes is protected by nothing.
    expect(screen.queryByText('Protection')).toBeNull();
  });

  it('stays closed while its order is on its way, though the basket was looked at meanwhile', async () => {
    let posts = 0;
    let lookedUp = 0;
    let answer = (): void => undefined;
    network.use(
      http.get('*/api/intents/:key', () => {
        lookedUp += 1;
        return aProblem({
          status: 404,
          code: 'intent-not-found',
          detail: 'No request with this key is known.',
        });
      }),
      http.post('*/api/orders', async () => {
        posts += 1;
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return HttpResponse.json(anOrder(), { status: 202 });
      }),
    );
    fillTicket({ instrument: anInstrument(), side: 'BUY', size: '1' });
    const { user } = renderDesk(<DeskTicket />);
    await send(user, screen.getByRole('button', { name: /^Buy \d/ }));
    await waitFor(() => expect(posts).toBe(1));
    toBasket(true);
    expect(screen.queryByRole('form', { name: 'Order ticket' })).toBeNull();
    toBasket(false);
    expect(screen.getByRole('button', { name: /^Sending/ }).getAttribute('aria-disabled')).toBe('true');
    answer();
    await screen.findByRole('button', { name: /^Buy \d/ });
    expect([posts, lookedUp]).toEqual([1, 0]);
  });

  it('still says what was refused after a look at the basket, and asks anew what was asked before', async () => {
    network.use(
      http.post('*/api/orders', () => aProblem({ status: 422, code: 'no-funds', detail: 'Short of funds.' })),
    );
    fillTicket({ instrument: anInstrument(), side: 'BUY', size: '1' });
    const { user } = renderDesk(<DeskTicket />);
    await send(user, screen.getByRole('button', { name: /^Buy \d/ }));
    await screen.findByText('Short of funds.');
    toBasket(true);
    toBasket(false);
    expect(screen.getByText('Short of funds.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /^Buy \d/ }));
    expect(screen.getByRole('group', { name: 'Send?' })).toBeTruthy();
    toBasket(true);
    toBasket(false);
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
  });

  it('asks the server for no preview of what is not shown, and asks again once it is', async () => {
    let asked: string[] = [];
    network.use(
      http.post('*/api/orders/preview', async ({ request }) => {
        asked.push(((await request.json()) as { instrumentId: string }).instrumentId);
        return HttpResponse.json({ items: [aPreviewItem('MASTER:k2', 1)] });
      }),
    );
    fillTicket({ instrument: anInstrument(), side: 'BUY', size: '1' });
    putLeg({
      instrument: anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' }),
      side: 'BUY',
    });
    const { queries } = renderDesk(<DeskTicket />);
    const again = () => act(() => queries.invalidateQueries({ queryKey: ['preview'] }));
    await screen.findByText('Goes to 1 of 1 account');
    expect(asked).toEqual([HEDGE_ID]);
    asked = [];
    toBasket(false);
    await waitFor(() => expect(asked).toEqual([anInstrument().id]));
    asked = [];
    await again();
    expect(asked).toEqual([anInstrument().id]);
    toBasket(true);
    await waitFor(() => expect(asked).toEqual([anInstrument().id, HEDGE_ID]));
  });

  it('asks for none from a drawer that is closed', async () => {
    let asked = 0;
    network.use(
      http.post('*/api/orders/preview', () => {
        asked += 1;
        return HttpResponse.json({ items: [aPreviewItem('MASTER:k2', 1)] });
      }),
    );
    fillTicket({ instrument: anInstrument(), side: 'BUY', size: '1' });
    renderDesk(<TicketDrawer />);
    await past(400);
    expect(asked).toBe(0);
    act(() => openTicketDrawer());
    await waitFor(() => expect(asked).toBe(1));
    act(() => closeTicketDrawer());
  });

  it('is named for what stands in it, also in the drawer', async () => {
    const place = () => screen.getByRole('complementary');
    renderDesk(<DeskTicket />);
    expect(place().getAttribute('aria-label')).toBe('Ticket');
    toBasket(true);
    expect(place().getAttribute('aria-label')).toBe('Basket');
    cleanup();
    act(() => openTicketDrawer());
    renderDesk(<TicketDrawer />);
    expect(place().getAttribute('aria-label')).toBe('Basket');
    expect(screen.getByRole('button', { name: 'Close the basket' })).toBeTruthy();
    toBasket(false);
    expect(place().getAttribute('aria-label')).toBe('Ticket');
    expect(screen.getByRole('button', { name: 'Close the ticket' })).toBeTruthy();
    act(() => closeTicketDrawer());
  });

  it('still says why a basket was refused after a look at the ticket', async () => {
    network.use(
      http.post('*/api/baskets', () =>
        aProblem({ status: 422, code: 'no-funds', detail: 'Short of funds.' }),
      ),
    );
    putLeg({
      instrument: anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' }),
      side: 'BUY',
    });
    const { user } = renderDesk(<DeskTicket />);
    await send(user, await screen.findByRole('button', { name: /^Send 1 leg/ }));
    await screen.findByText('Short of funds.');
    toBasket(false);
    toBasket(true);
    await screen.findByRole('form', { name: 'Basket' });
    expect(screen.getByText('Short of funds.')).toBeTruthy();
  });
});
