import type { PreviewItem } from '@copydesk/api-contract';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import type { Holdings } from '../../lib/holdings.ts';
import { showAccount, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { usePreferences } from '../../live/preferences.ts';
import { aPreviewItem } from '../../testing/basket.ts';
import { aGroup, anAccount, anInstrument, anOrder } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { TicketPanel } from './ticket-panel.tsx';
import { chooseUnit, clearTicket, fillTicket } from './ticket-store.ts';

interface Sent {
  readonly key: string | null;
  readonly body: unknown;
}

/** Answers every order after a moment, and keeps what was asked for. */
function takeOrders(answer: () => Response = () => HttpResponse.json(anOrder(), { status: 202 })): Sent[] {
  const sent: Sent[] = [];
  network.use(
    http.post('*/api/orders', async ({ request }) => {
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.json() });
      return answer();
    }),
  );
  return sent;
}

const held = create(() => ({ quantity: 0 }));
const holdings: Holdings = { quantity: () => held.getState().quantity, subscribe: held.subscribe };

function renderTicket(onPlaced = vi.fn()) {
  return {
    onPlaced,
    ...renderDesk(<TicketPanel holdings={holdings} orderedToday={() => true} onPlaced={onPlaced} />),
  };
}

const FAMILY = ['MASTER:k2', 'CHILD:c1', 'CHILD:c2'].map((address) => anAccount(address));

function logOut(address: string): void {
  const account = anAccount(address);
  showAccount(account.id, { ...account, session: { ...account.session, state: 'expired' } });
}

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the order ticket', () => {
  beforeEach(() => {
    clearTicket();
    held.setState({ quantity: 0 });
    fillTicket({ instrument: anInstrument(), size: '4' });
    // Without the server's word the ticket says what the links' own arithmetic gives.
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({ sl: null, target: null, trail: null, resting: false }),
      ),
    );
  });

  it('says in lots and units what goes to whom, and why a child gets nothing', () => {
    useGroups.setState({ list: [aGroup()] });
    renderTicket();
    expect(screen.getByText('= 260')).toBeTruthy();
    const goes = within(screen.getByRole('region', { name: 'Goes to' }));
    expect(goes.getByRole('heading').textContent).toBe('Goes to 3 of 3 accounts');
    const rows = goes.getAllByRole('row').map((row) => row.textContent);
    expect(rows.slice(1)).toEqual(['k2 sbxmaster4260', 'c1 sbx×0.52130', 'c2 sbxfixed 1 lot165']);
    expect(screen.getByRole('button', { name: /^Buy 7 lots in 3 accounts/ })).toBeTruthy();
  });

  it('says what the server would send to whom, with the funds, and why an account gets nothing', async () => {
    const item = {
      lots: 0,
      quantity: 0,
      slices: 1,
      fundsNeeded: null,
      fundsAfter: null,
      skip: null,
      parts: [],
    };
    const named = (address: string) => ({ accountId: `id-${address}`, account: address });
    const items: PreviewItem[] = [
      { ...item, ...named('MASTER:k2'), lots: 4, quantity: 260, fundsNeeded: 32279, fundsAfter: 349690 },
      { ...item, ...named('CHILD:c1'), lots: 2, quantity: 130, fundsNeeded: 16139.5, fundsAfter: 68449 },
      {
        ...item,
        ...named('CHILD:c2'),
        fundsNeeded: 24209.25,
        fundsAfter: -12305.25,
        skip: { code: 'no-funds', text: 'Not enough funds.' },
      },
    ];
    network.use(http.post('*/api/orders/preview', () => HttpResponse.json({ items })));
    renderTicket();
    await screen.findByText('Goes to 2 of 3 accounts');
    expect(screen.getByText('skipped: needs ₹24,209.25, has ₹11,904.00')).toBeTruthy();
    expect(screen.getByText(/Total 6 lots · 390 qty · ₹48,418.50$/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Buy 6 lots in 2 accounts/ })).toBeTruthy();
  });

  it('counts lots or units, the same amount in both, and offers both neighbours of what is no whole lot', async () => {
    const { user } = renderTicket();
    act(() => chooseUnit('quantity'));
    const size = screen.getByLabelText<HTMLInputElement>('Quantity');
    expect(size.value).toBe('260');
    expect(screen.getByText('= 4 lots')).toBeTruthy();
    await user.clear(size);
    await user.type(size, '100');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(screen.getByText('Whole lots only: 65 or 130.')).toBeTruthy();
    await user.click(size);
    await user.keyboard('{ArrowUp}');
    expect(size.value).toBe('130');
    act(() => chooseUnit('lots'));
    expect(screen.getByLabelText<HTMLInputElement>('Lots of 65').value).toBe('2');
  });

  it('goes with the first press where the person switched the question off, once for a double click, and asks in words where it must', async () => {
    usePreferences.setState({ values: { ask: false } });
    const sent = takeOrders();
    const { user, onPlaced } = renderTicket();
    await user.click(screen.getByRole('button', { name: /^Buy 7 lots/ }));
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain('is not in view. Buy 7 lots');
    await user.keyboard('{Escape}');
    await user.click(screen.getByLabelText('Master only'));
    await user.dblClick(screen.getByRole('button', { name: /^Buy 4 lots in k2/ }));
    await waitFor(() => expect(onPlaced).toHaveBeenCalledOnce());
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    expect(sent).toHaveLength(1);
    usePreferences.setState({ values: {} });
  });

  it('sends one order for one press, whatever is clicked twice, and not within a quarter of a second', async () => {
    const sent = takeOrders();
    const { user, onPlaced } = renderTicket();
    await user.click(screen.getByRole('button', { name: /^Buy 7 lots/ }));
    const send = screen.getByRole('button', { name: /^Send/ });
    await user.click(send);
    expect(sent).toEqual([]);
    await past(260);
    await user.dblClick(send);
    await waitFor(() => expect(onPlaced).toHaveBeenCalledTimes(1));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[0]?.body).toEqual({
      accountId: 'id-MASTER:k2',
      instrumentId: anInstrument().id,
      side: 'BUY',
      quantity: 260,
      orderType: 'MARKET',
      product: 'D',
      validity: 'DAY',
    });
  });

  it("puts the server's words beside the field they are about", async () => {
    takeOrders(() =>
      aProblem({
        status: 422,
        code: 'price-off-tick',
        detail: 'The price is off the tick.',
        errors: [{ path: '/price', code: 'price-off-tick', message: 'Ticks of 0.05: 118.40 or 118.45.' }],
      }),
    );
    fillTicket({ instrument: anInstrument(), size: '1', orderType: 'LIMIT', price: '118.42' });
    const { user, onPlaced } = renderTicket();
    await user.click(screen.getByRole('button', { name: /^Buy 2 lots/ }));
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send/ }));
    const price = await screen.findByLabelText('Price ₹');
    await waitFor(() => expect(price.getAttribute('aria-invalid')).toBe('true'));
    expect(document.getElementById(price.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Ticks of 0.05: 118.40 or 118.45.',
    );
    expect(screen.getByText('Nothing was placed.')).toBeTruthy();
    expect(onPlaced).not.toHaveBeenCalled();
  });

  it('brings stop, target and trail along with an entry, and none that would act at once', async () => {
    const sent = takeOrders();
    network.use(
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({
          sl: { distance: null, percent: 2, increment: null },
          target: null,
          trail: null,
          resting: true,
        }),
      ),
    );
    fillTicket({ instrument: anInstrument(), size: '1', orderType: 'LIMIT', price: '118.40' });
    const { user } = renderTicket();
    await screen.findByText(
      'Your defaults are set when it fills: stop 2% off, one at the broker; the children leave with it.',
    );
    await user.type(screen.getByLabelText('Stop ₹'), '119');
    await user.type(screen.getByLabelText('Trail ₹ or %'), '2%');
    await user.click(screen.getByRole('button', { name: /^Buy 2 lots/ }));
    expect(screen.getByText('The stop of a buy stands below 118.40, or it acts at once.')).toBeTruthy();
    await user.clear(screen.getByLabelText('Stop ₹'));
    await user.type(screen.getByLabelText('Stop ₹'), '{ArrowDown}');
    await user.click(screen.getByRole('button', { name: /^Buy 2 lots/ }));
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain(', stop 118.35, trail 2%:');
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ protection: { sl: '118.35', trail: { percent: '2' } } });
  });

  it('sends to the master alone while the group is not armed, and says so on the button', async () => {
    const sent = takeOrders();
    const { user } = renderTicket();
    useGroups.setState({ list: [aGroup({ armed: false })] });
    await user.click(await screen.findByRole('button', { name: /^Buy 4 lots in k2/ }));
    expect(screen.getByText(/^Copying is off: Family is not armed\./)).toBeTruthy();
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ copy: false });
  });

  it('calls an exit only what closes no more than is held, as it is held now', async () => {
    usePreferences.setState({ values: { ask: false } });
    const sent = takeOrders();
    held.setState({ quantity: 65 });
    fillTicket({ instrument: anInstrument(), side: 'SELL', size: '4', stop: '130' });
    const { user } = renderTicket();
    await user.click(screen.getByLabelText('Master only'));
    await user.click(screen.getByRole('button', { name: /^Sell 4 lots in k2/ }));
    const asked = screen.getByRole('group', { name: 'Send?' });
    expect(asked.textContent).toContain('An option sold to open. Sell 4 lots');
    expect(asked.textContent).toContain(', stop 130:');
    act(() => useLink.setState({ state: 'lost' }));
    expect(screen.getByText(/no entry is possible/)).toBeTruthy();
    act(() => held.setState({ quantity: 260 }));
    expect(screen.queryByText(/no entry is possible/)).toBeNull();
    await user.click(screen.getByRole('button', { name: /^Sell 4 lots in k2/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ side: 'SELL', quantity: 260, copy: false });
    expect(sent[0]?.body).not.toHaveProperty('protection');
    usePreferences.setState({ values: {} });
  });

  it('leaves to be refused what closes and opens while the group is not armed', async () => {
    const sent = takeOrders();
    held.setState({ quantity: 65 });
    fillTicket({ instrument: anInstrument(), side: 'SELL', size: '4' });
    const { user } = renderTicket();
    act(() => useGroups.setState({ list: [aGroup({ armed: false })] }));
    expect(screen.queryByText(/^Copying is off/)).toBeNull();
    await user.click(screen.getByRole('button', { name: /^Sell 7 lots/ }));
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).not.toHaveProperty('copy');
  });

  it.each([
    ['the connection is lost', 0, () => useLink.setState({ state: 'lost' })],
    [
      'it is another instrument',
      0,
      () => fillTicket({ instrument: anInstrument({ id: 'NSE:TCS' }), size: '4' }),
    ],
    ['it is no exit any more', -260, () => held.setState({ quantity: 0 })],
    ['an account that it goes to is logged out', 0, () => logOut('CHILD:c1')],
  ] as const)(
    'withdraws "Send?" when %s, and sends nothing that is pressed in that moment',
    async (_, holding, happens) => {
      const sent = takeOrders();
      held.setState({ quantity: holding });
      const { user } = renderTicket();
      await user.click(screen.getByRole('button', { name: /^Buy/ }));
      act(happens);
      expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
      act(() => {
        useLink.setState({ state: 'live' });
        useAccounts.setState({ list: FAMILY });
        held.setState({ quantity: holding });
        fillTicket({ instrument: anInstrument(), size: '4' });
      });
      expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
      await user.click(screen.getByRole('button', { name: /^Buy/ }));
      const send = screen.getByRole('button', { name: /^Send/ });
      await past(260);
      act(() => {
        happens();
        fireEvent.click(send);
      });
      expect(screen.getByRole('button', { name: /^Buy/ })).toBeTruthy();
      expect(sent).toEqual([]);
      expect(sessionStorage.getItem('copydesk.press.ticket')).toBeNull();
    },
  );

  it('withdraws "Send?" when the server says other sizes than it was asked with', async () => {
    let lots = 1;
    network.use(
      http.post('*/api/orders/preview', () =>
        HttpResponse.json({
          items: [aPreviewItem('MASTER:k2', 4), aPreviewItem('CHILD:c1', 2), aPreviewItem('CHILD:c2', lots)],
        }),
      ),
    );
    const { user, queries } = renderTicket();
    // Asked by the links' own arithmetic; the server says the same.
    await user.click(screen.getByRole('button', { name: /^Buy 7 lots/ }));
    await screen.findByText(/^as of/);
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain('Buy 7 lots in 3 accounts');
    lots = 3;
    await act(() => queries.invalidateQueries({ queryKey: ['preview'] }));
    // Sooner than it closes by itself.
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull(), {
      timeout: 3_000,
    });
    expect(screen.getByRole('button', { name: /^Buy 9 lots in 3 accounts/ })).toBeTruthy();
  });

  it('takes no entry without a connection', async () => {
    renderTicket();
    useLink.setState({ state: 'lost' });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: /^Buy 7 lots/ }).getAttribute('aria-disabled')).toBe('true'),
    );
  });

  it('looks up a press whose answer was lost with the page, and does not send it again', async () => {
    const sent = takeOrders();
    sessionStorage.setItem(
      'copydesk.press.ticket',
      JSON.stringify({ key: 'k1', route: 'POST /api/orders', words: 'Buy 7 lots', atMs: Date.now() }),
    );
    const asked: string[] = [];
    network.use(
      http.get('*/api/intents/:key', ({ params, request }) => {
        asked.push(`${String(params['key'])} ${new URL(request.url).searchParams.get('route')}`);
        return HttpResponse.json({ route: 'POST /api/orders', state: 'done', status: 202, body: anOrder() });
      }),
    );
    renderTicket();
    expect(await screen.findByText(/^Placed in k2 11:22:07\./)).toBeTruthy();
    expect(asked).toEqual(['k1 POST /api/orders']);
    expect(sent).toEqual([]);
    expect(sessionStorage.getItem('copydesk.press.ticket')).toBeNull();
  });

  it('is grey and says what is missing while there is no instrument', async () => {
    clearTicket();
    renderTicket();
    const button = screen.getByRole('button', { name: 'Choose an instrument /' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    act(() => fillTicket({ instrument: anInstrument(), size: '4' }));
    const buy = await screen.findByRole('button', { name: /^Buy 7 lots/ });
    expect(buy.getAttribute('aria-disabled')).toBe('false');
  });

  it('closes to entries and not to exits while a kill switch is on for its account', async () => {
    const sent = takeOrders();
    const onSeeStops = vi.fn();
    const { user } = renderDesk(
      <TicketPanel
        holdings={holdings}
        orderedToday={() => true}
        onPlaced={vi.fn()}
        stops={[{ scope: 'account', accountId: 'id-MASTER:k2' }]}
        onSeeStops={onSeeStops}
      />,
    );
    const buy = screen.getByRole('button', { name: /^Buy 7 lots/ });
    expect(buy.getAttribute('aria-disabled')).toBe('true');
    screen.getByText('Kill switch is on: entries are blocked. Exits work.');
    await user.click(buy);
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'See' }));
    expect(onSeeStops).toHaveBeenCalledOnce();

    act(() => {
      held.setState({ quantity: 260 });
      fillTicket({ instrument: anInstrument(), side: 'SELL', size: '4' });
    });
    const sell = screen.getByRole('button', { name: /^Sell .*in / });
    expect(sell.getAttribute('aria-disabled')).toBe('false');
    expect(screen.queryByText(/entries are blocked/)).toBeNull();
    await user.click(sell);
    const step = screen.getByRole('group', { name: 'Send?' });
    await past(260);
    await user.click(within(step).getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
  });
});
