import type { Instrument, Order, Position } from '@copydesk/api-contract';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { prices } from '../../live/prices.ts';
import { aChildOrder, aGroup, anInstrument, anOrder, aPosition, aTick } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { anOptionChain, optionId } from '../../testing/option-chain.ts';
import { onPhone } from '../../testing/phone.ts';
import { renderDesk } from '../../testing/render.tsx';
import { IDLE_MS } from './key-layer.ts';
import { forgetPresses } from './presses.ts';
import { ScalperPanel } from './scalper-panel.tsx';

const CALL = optionId(26_000, 'CE');
const PUT = optionId(26_000, 'PE');

interface Sent {
  readonly route: string;
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>> | null;
}

describe('the scalper', () => {
  let sent: Sent[] = [];
  let killed = false;
  /** Orders that filled after the position's last word. */
  const news = new Set<string>();
  let answer: (sent: Sent) => Response = () => HttpResponse.json(anOrder(), { status: 202 });

  const took = async (request: Request): Promise<Response> => {
    const text = await request.text();
    const one: Sent = {
      route: `${request.method} ${new URL(request.url).pathname}`,
      key: request.headers.get('idempotency-key'),
      body: text === '' ? null : (JSON.parse(text) as Sent['body']),
    };
    sent.push(one);
    return answer(one);
  };

  afterEach(() => vi.unstubAllGlobals());
  beforeEach(() => {
    sent = [];
    killed = false;
    answer = () => HttpResponse.json(anOrder(), { status: 202 });
    news.clear();
    sessionStorage.clear();
    forgetPresses();
    prices.forget();
    prices.connected(() => undefined);
    network.use(
      http.get('*/api/option-chain', () => HttpResponse.json(anOptionChain())),
      http.get('*/api/instruments/:id', ({ params }) => {
        const id = String(params['id']);
        const [, , , strike, type] = id.split(':');
        const part = { id, strike: Number(strike), optionType: type as Instrument['optionType'] };
        return HttpResponse.json({ ...anInstrument(part), listings: [] });
      }),
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'Later.' }),
      ),
      http.post('*/api/orders', ({ request }) => took(request)),
      http.post('*/api/positions/exit', ({ request }) => took(request)),
      http.delete('*/api/orders/:id', ({ request }) => took(request)),
    );
  });

  async function renderScalper(books: { orders?: Record<string, Order>; positions?: Position[] } = {}) {
    function Holder() {
      const [orders, setOrders] = useState(books.orders ?? {});
      return (
        <>
          <ScalperPanel
            underlying="NIFTY"
            exchange="NSE"
            onUnderlying={vi.fn()}
            orders={orders}
            positions={books.positions ?? []}
            isNews={({ id }) => news.has(id)}
            isKilled={() => killed}
            renderPnl={({ pnl }) => <span>{pnl}</span>}
            onPlaced={(order) => setOrders((before) => ({ ...before, [order.id]: order }))}
          />
          <input aria-label="elsewhere" />
        </>
      );
    }
    const desk = renderDesk(<Holder />);
    await screen.findByRole('region', { name: 'Call 26,000' });
    act(() => {
      prices.take(aTick(CALL, 124.15));
      prices.take(aTick(PUT, 98.3));
    });
    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'Put 26,000' }).textContent).toContain('98.30'),
    );
    return desk;
  }

  const layer = (): HTMLElement => screen.getByText('Keys LIVE');
  const isLive = (): boolean => layer().getAttribute('aria-pressed') === 'true';
  const tick = (id: string, stale: boolean): void => act(() => prices.take(aTick(id, 100, { stale })));

  it('hears no key before a click or Enter on its switch, then each once, and Space switches nothing', async () => {
    const { user } = await renderScalper();
    await user.keyboard('q');
    layer().focus();
    await user.keyboard(' q');
    expect(isLive()).toBe(false);
    await user.keyboard('{Enter}');
    expect(isLive()).toBe(true);
    await user.keyboard('{q>}');
    await screen.findByText('38 ms');
    // Held: the keyboard repeats also after the first has its outcome.
    for (const repeat of [true, false, true]) fireEvent.keyDown(layer(), { key: 'q', code: 'KeyQ', repeat });
    await user.keyboard('{/q}3');
    expect(screen.getByLabelText('Lots').textContent).toBe('3');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toEqual({
      accountId: 'id-MASTER:k2',
      instrumentId: CALL,
      side: 'BUY',
      quantity: 65,
      orderType: 'MARKET',
      product: 'D',
      validity: 'DAY',
      marketProtection: -1,
    });
    await user.keyboard('4e');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toMatchObject({ instrumentId: PUT, side: 'BUY', quantity: 260 });
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it('takes no second press of a control before the first has its outcome', async () => {
    let answerNow: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    network.use(
      http.post('*/api/orders', async ({ request }) => {
        const response = await took(request);
        await waiting;
        return response;
      }),
    );
    const { user } = await renderScalper();
    await user.click(layer());
    await user.keyboard('qqq');
    await screen.findByText('Sending');
    await screen.findByText('Not sent: the press before has no outcome yet.');
    await waitFor(() => expect(sent).toHaveLength(1));
    answerNow?.();
    await screen.findByText('38 ms');
    expect(sent).toHaveLength(1);
  });

  it('opens no short by a sale while an exit has no answer, of one leg or of both', async () => {
    let answerNow: (() => void) | undefined;
    network.use(
      http.post('*/api/positions/exit', async ({ request }) => {
        const response = await took(request);
        await new Promise<void>((resolve) => {
          answerNow = resolve;
        });
        return response;
      }),
    );
    answer = () =>
      HttpResponse.json(anOrder({ side: 'SELL', instrumentId: CALL, quantity: 65, filledQuantity: 65 }), {
        status: 202,
      });
    news.add('o1');
    const { user } = await renderScalper({ positions: [aPosition('MASTER:k2', { netQty: 65 })] });
    await user.click(layer());
    for (const exit of ['z', 'x']) {
      sent = [];
      forgetPresses();
      await user.keyboard(`${exit}a`);
      await screen.findByText('Not sent: its exit has no outcome yet.');
      await waitFor(() => expect(sent).toHaveLength(1));
      answerNow?.();
      await screen.findByText('38 ms');
      // Filled, and the position has not heard of it.
      await user.keyboard('a');
      await screen.findByText(/^What is held is being sold already/);
      expect(sent.map(({ route }) => route)).toEqual(['POST /api/positions/exit']);
    }
  });

  it('sells nothing twice that was answered filled before the position was told', async () => {
    answer = () =>
      HttpResponse.json(anOrder({ side: 'SELL', quantity: 65, filledQuantity: 65 }), { status: 202 });
    news.add('o1');
    const { user } = await renderScalper({ positions: [aPosition('MASTER:k2', { netQty: 65 })] });
    await user.click(layer());
    await user.keyboard('a');
    await screen.findByText('38 ms');
    await user.keyboard('a');
    await screen.findByText(/^What is held is being sold already/);
    expect(sent).toHaveLength(1);
  });

  it('lets an exit go at another strike and again while its answer is lost, and looks until it knows', async () => {
    let known = false;
    network.use(
      http.post('*/api/positions/exit', async ({ request }) => {
        await took(request);
        return HttpResponse.error();
      }),
      http.get('*/api/intents/:key', () =>
        known
          ? HttpResponse.json({
              route: 'POST /api/positions/exit',
              state: 'done',
              status: 202,
              body: anOrder({ side: 'SELL' }),
            })
          : aProblem({ status: 503, code: 'account-not-settled', detail: 'Later.' }),
      ),
    );
    const { user } = await renderScalper({ positions: [aPosition('MASTER:k2')] });
    await user.click(layer());
    await user.keyboard('z');
    await screen.findByText(/^no answer yet/);
    await user.keyboard('{ArrowUp}');
    await screen.findByRole('region', { name: 'Call 26,050' });
    await user.keyboard('z');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toMatchObject({ instrumentId: optionId(26_050, 'CE') });
    await user.keyboard('{ArrowDown}');
    await screen.findByRole('region', { name: 'Call 26,000' });
    await waitFor(() => expect(screen.getAllByText(/^no answer yet/)).toHaveLength(2));
    await user.keyboard('z');
    await screen.findByText('Its answer was lost; it was pressed again.');
    await waitFor(() => expect(sent).toHaveLength(3));
    expect(sent[2]?.body).toEqual(sent[0]?.body);
    known = true;
    await waitFor(() => expect(screen.getAllByText('38 ms')).toHaveLength(2), { timeout: 15_000 });
  });

  it('moves by arrows and W and S, and trades by none of them', async () => {
    const { user } = await renderScalper();
    await user.click(layer());
    await user.keyboard('{ArrowUp}');
    await screen.findByRole('region', { name: 'Call 26,050' });
    await user.keyboard('ss');
    await screen.findByRole('region', { name: 'Call 25,950' });
    await user.keyboard('{ArrowLeft}{ArrowRight}{Enter}');
    expect(isLive()).toBe(false);
    expect(sent).toEqual([]);
  });

  it('names its buttons by what they do where nobody has keys, and says what is closed without washing it out', async () => {
    onPhone();
    const { user } = await renderScalper();
    const buy = screen.getByRole('button', { name: /^Buy call/ });
    expect(buy.getAttribute('aria-disabled')).toBe('true');
    expect(buy.className).not.toContain('bg-buy');
    expect(screen.getByRole('button', { name: 'Exit both' })).toBeTruthy();
    expect(screen.queryByText(/Keys/)).toBeNull();
    await user.click(screen.getByText('Buttons LIVE'));
    expect(buy.getAttribute('aria-disabled')).toBe('false');
    expect(buy.className).toContain('bg-buy');
  });

  it('goes off when focus or window leave, at Esc, after a minute, and does not come on again by itself', async () => {
    const { user } = await renderScalper();
    const ends: readonly (readonly [string, () => Promise<void> | void])[] = [
      ['The focus left the scalper.', () => screen.getByLabelText('elsewhere').focus()],
      ['The window was left.', () => void fireEvent.blur(window)],
      ['The price of the call is old.', () => tick(CALL, true)],
      ['No connection to Copydesk.', () => useLink.setState({ state: 'lost' })],
    ];
    for (const [because, end] of ends) {
      await user.click(layer());
      expect(isLive(), because).toBe(true);
      await act(async () => end());
      await screen.findByText(`Keys are off. ${because}`);
      tick(CALL, false);
      act(() => useLink.setState({ state: 'live' }));
      await waitFor(() => expect(layer().getAttribute('aria-disabled')).toBe('false'));
      expect(isLive()).toBe(false);
    }
    await user.click(layer());
    await user.keyboard('{Escape}q');
    expect(isLive()).toBe(false);
    expect(sent).toEqual([]);
  });

  it('goes off after a minute without a key', async () => {
    await renderScalper();
    vi.useFakeTimers();
    try {
      fireEvent.click(layer());
      act(() => void vi.advanceTimersByTime(IDLE_MS - 1000));
      fireEvent.keyDown(layer(), { key: '2', code: 'Digit2' });
      act(() => void vi.advanceTimersByTime(IDLE_MS - 1000));
      expect(isLive()).toBe(true);
      act(() => void vi.advanceTimersByTime(1000));
      expect(isLive()).toBe(false);
      expect(screen.getByText('Keys are off. Nothing was pressed for 60 seconds.')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('sells what is held and no more, unless selling to open was allowed', async () => {
    const { user } = await renderScalper({ positions: [aPosition('MASTER:k2', { netQty: 130 })] });
    await user.click(layer());
    await user.keyboard('9a');
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ side: 'SELL', quantity: 130 });
    await user.keyboard('d');
    await screen.findByText('Nothing is held to sell. “Sell to open” allows more.');
    await user.click(screen.getByLabelText('Sell to open'));
    await user.keyboard('d');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toMatchObject({ instrumentId: PUT, side: 'SELL', quantity: 585 });
  });

  it('exits and cancels by its buttons without live keys and with the kill switch on; entries need them', async () => {
    killed = true;
    const orders = { o7: anOrder({ id: 'o7', status: 'working', filledQuantity: 0 }) };
    const { user } = await renderScalper({ orders, positions: [aPosition('MASTER:k2')] });
    await user.click(layer());
    expect(isLive()).toBe(false);
    await user.click(screen.getByRole('button', { name: /^Q Buy call/ }));
    await user.click(screen.getByRole('button', { name: /^X Exit both/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      route: 'POST /api/positions/exit',
      body: { accountId: 'id-MASTER:k2', instrumentId: CALL, product: 'D', fraction: 1 },
    });
    await user.dblClick(screen.getByRole('button', { name: /^Shift X Cancel/ }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.route).toBe('DELETE /api/orders/o7');
  });

  it('says of each account what became of a key, and why one got nothing', async () => {
    answer = () =>
      HttpResponse.json(
        anOrder({
          childOrders: [
            aChildOrder('CHILD:c1', { ackMs: 84 }),
            aChildOrder('CHILD:c2', { childId: 'o1/c2', status: 'uncertain', ackMs: null }),
            aChildOrder('CHILD:c3', {
              childId: 'o1/c3',
              status: 'skipped',
              ackMs: null,
              reason: { code: 'under-one-lot', text: 'Half of 1 lot is under one lot.' },
            }),
          ],
        }),
        { status: 202 },
      );
    const { user } = await renderScalper();
    await user.click(layer());
    await user.keyboard('q');
    const said = within(await screen.findByRole('region', { name: 'What was sent' }));
    await said.findByText('84 ms');
    expect(said.getByRole('listitem').textContent).toMatch(
      /^Q\d\d:\d\d:\d\dk238 ms·c184 ms·c2checking·c3skippedBuy 1 lot NIFTY 01 DEC 26000 CEc3: Half of 1 lot is under one lot\.$/,
    );
  });

  it('looks up a press that a reload left open, and keeps its control closed until then', async () => {
    sessionStorage.setItem(
      `copydesk.press.scalper.buy.id-MASTER:k2.${CALL}.D`,
      JSON.stringify({ key: 'k1', route: 'POST /api/orders', words: 'Buy 1 lot', atMs: Date.now() }),
    );
    network.use(
      http.get('*/api/intents/:key', () =>
        HttpResponse.json({ route: 'POST /api/orders', state: 'done', status: 202, body: anOrder() }),
      ),
    );
    await renderScalper();
    await screen.findByText('38 ms');
    expect(screen.getByText('before the reload')).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it('sends entries to the master alone while its group is not armed, and says so', async () => {
    const { user } = await renderScalper();
    act(() => useGroups.setState({ list: [aGroup({ armed: false })] }));
    await screen.findByText('Copying is off: Family is not armed. Entries go to k2 alone.');
    await user.click(layer());
    await user.keyboard('q');
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ copy: false });
  });
});
