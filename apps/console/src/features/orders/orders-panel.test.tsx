import type { Order } from '@copydesk/api-contract';
import { act, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aChildOrder, anOrder } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { applyOrderMessage, showAnswer, showOrder, useOrders } from './orders-store.ts';

const SKIPPED = aChildOrder('CHILD:c2', {
  orderId: null,
  status: 'skipped',
  quantity: 0,
  filledQuantity: 0,
  averagePrice: null,
  brokerOrderIds: [],
  ackMs: null,
  reason: { code: 'under-one-lot', text: 'Half of 1 lot is under one lot.' },
});
const UNKNOWN = aChildOrder('CHILD:c1', {
  status: 'uncertain',
  filledQuantity: 0,
  averagePrice: null,
  brokerOrderIds: [],
  ackMs: null,
  certainBy: '2026-11-23T11:24:07+05:30',
});

function show(...orders: ReturnType<typeof anOrder>[]): void {
  useOrders.setState({ byId: {}, ids: [] });
  for (const order of orders) showOrder(order);
}

function rowOf(name: RegExp): HTMLElement {
  const row = screen.getAllByRole('row').find((candidate) => name.test(candidate.textContent ?? ''));
  if (row === undefined) throw new Error(`No row ${name}`);
  return row;
}

/** The event by which the desk tells that this child of o1 has filled. */
const filledOf = (child: ReturnType<typeof aChildOrder>) => ({
  eventId: 9,
  at: '2026-11-23T11:22:31+05:30',
  more: false,
  type: 'order-filled' as const,
  order: null,
  parentOrderId: 'o1',
  child,
});

describe('the order book', () => {
  beforeEach(() => useOrders.setState({ byId: {}, ids: null }));

  it('tells from a closed row which trouble a child has, and from the open one why and until when', async () => {
    show(anOrder({ childOrders: [UNKNOWN, SKIPPED] }));
    const { user } = renderDesk(<OrdersPanel wide={false} />);
    const master = rowOf(/NIFTY 01 DEC 26000 CE/);
    expect(master.getAttribute('aria-expanded')).toBe('true');
    master.focus();
    await user.keyboard('{ArrowLeft}');
    expect(master.getAttribute('aria-expanded')).toBe('false');
    // Two kinds of trouble have no room for their words beside the names: the icon tells, and a screen reader hears them.
    expect(within(master).getByTitle('c1 checking · c2 skipped').textContent).toBe('c1 checking·c2 skipped');
    expect(screen.queryByText('Half of 1 lot is under one lot.')).toBeNull();

    await user.keyboard('{ArrowRight}');
    expect(screen.getByText('Half of 1 lot is under one lot.')).toBeTruthy();
    expect(screen.getByText(/^Sent to Zerodha, no answer yet\. .* Certain by 11:24:07\.$/)).toBeTruthy();
    expect(rowOf(/└c1/).textContent).toMatch(/\?\/130/);
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(rowOf(/└c1/));
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(master);
  });

  it('names on a closed row whom a trouble is about, and no more whom it was mended or left for', () => {
    const refused = aChildOrder('CHILD:c2', { status: 'rejected', filledQuantity: 0 });
    const again = aChildOrder('CHILD:c2', { childId: 'o1/c2/again' });
    const left = { ...SKIPPED, reason: { code: 'left-by-hand', text: 'Left by hand.' } };
    show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), refused] }));
    renderDesk(<OrdersPanel wide={false} />);
    const copies = () => rowOf(/NIFTY 01 DEC 26000 CE/).querySelector('td:last-child')?.textContent;
    expect(copies()).toContain('✓11 filled·c2 refused');
    act(() => show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), refused, again] })));
    expect(copies()).toContain('✓22 filled');
    expect(copies()).not.toContain('refused');
    act(() => show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), refused, left] })));
    expect(copies()).toContain('c2 skipped');
    expect(copies()).not.toContain('refused');
  });

  it('keeps the children in the order of their links when one comes to be by an event', () => {
    renderDesk(<OrdersPanel wide />);
    act(() => show(anOrder({ childOrders: [SKIPPED] })));
    act(() => applyOrderMessage(filledOf(aChildOrder('CHILD:c1'))));
    const rows = screen.getAllByRole('row').map((row) => row.textContent ?? '');
    expect(rows.findIndex((text) => /└c1/.test(text))).toBeLessThan(
      rows.findIndex((text) => /└c2/.test(text)),
    );
    expect(rows.some((text) => /└c1/.test(text))).toBe(true);
  });

  it('says in its row and in the timeline why an exit waits, and what it waits for by now', async () => {
    const of = (waits: NonNullable<Order['waits']>) =>
      anOrder({
        side: 'SELL',
        status: 'journaled',
        filledQuantity: 0,
        waits,
        childOrders: [
          aChildOrder('CHILD:c1', {
            part: 'exit',
            status: 'held',
            orderId: null,
            quantity: 0,
            filledQuantity: 0,
            waits: { code: 'hedge', text: 'A short that it covers is to be bought back first.' },
          }),
        ],
      });
    const first = of({ code: 'no-session', text: 'Not logged in at the broker.' });
    const unread = { code: 'books-unread', text: "The account's books at its broker are not read yet." };
    const waiting = { ...unread, orderId: 'o1', accountId: 'id-MASTER:k2', account: 'MASTER:k2', part: null };
    network.use(
      http.get('*/api/orders/:id/timeline', () =>
        HttpResponse.json({ items: [], next: null, waiting: [waiting] }),
      ),
      http.get('*/api/orders/o1', () => HttpResponse.json(of(unread))),
    );
    useOrders.setState({ byId: { o1: first }, ids: ['o1'] });
    const { user } = renderDesk(<OrdersPanel wide />);
    screen.getByText('Waits. Not logged in at the broker.');
    screen.getByText('Waits. A short that it covers is to be bought back first.');
    await screen.findByText(`Waits. ${unread.text}`);
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('t');
    const timeline = await screen.findByRole('list', { name: 'Events' });
    await waitFor(() => expect(timeline.textContent).toContain(`Nowk2Waits. ${unread.text}`));
  });

  it('goes on reading why an order waits while another one cannot be read', async () => {
    const waiting = (id: string, code: 'no-session' | 'books-unread', text: string) =>
      anOrder({ id, status: 'journaled', filledQuantity: 0, waits: { code, text }, childOrders: [] });
    network.use(
      http.get('*/api/orders/o1', () => HttpResponse.error()),
      http.get('*/api/orders/o2', () =>
        HttpResponse.json(waiting('o2', 'books-unread', 'The books are not read yet.')),
      ),
    );
    useOrders.setState({
      byId: {
        o1: waiting('o1', 'no-session', 'Not logged in.'),
        o2: waiting('o2', 'no-session', 'Not logged in.'),
      },
      ids: ['o1', 'o2'],
    });
    renderDesk(<OrdersPanel wide />);
    await screen.findByText('Waits. The books are not read yet.');
    screen.getByText('Waits. Not logged in.');
  });

  it('shows the size of a child and its rule, with the broker order id, and what its price was worth', () => {
    show(anOrder());
    renderDesk(<OrdersPanel wide />);
    const child = rowOf(/└c1/);
    expect(child.textContent).toContain('×0.5 → 2 lots');
    expect(within(child).getByTitle('261123000000017').textContent).toBe('Filled');
    expect(child.textContent).toContain('+3 ticks −₹19.50');
  });

  it('says that an order belongs to a basket, leads to it by a key, and counts who it failed in once', async () => {
    const refused = aChildOrder('CHILD:c2', { status: 'rejected', filledQuantity: 0 });
    const rule = { code: 'basket-incomplete', text: 'Another leg of its basket did not fill here.' };
    const more = aChildOrder('CHILD:c2', { ...SKIPPED, childId: 'o1/c2/skip', reason: rule });
    show(
      anOrder({ basketId: 'bsk 1', childOrders: [refused, more] }),
      anOrder({ id: 'o2', childOrders: [] }),
    );
    const { user } = renderDesk(<OrdersPanel wide />);
    const [alone, leg] = screen.getAllByRole('row').filter((row) => /26000 CE/.test(row.textContent ?? ''));
    expect(leg?.textContent).toContain('belongs to a basket');
    expect(leg?.textContent).toContain('c2 refused');
    expect(leg?.textContent).not.toContain('skipped');
    expect(alone?.textContent).not.toContain('basket');
    leg?.focus();
    await user.keyboard('j');
    expect(location.pathname).toBe('/baskets/bsk%201');
  });

  it('shows the timeline below the children whom it is about, and of a closed order below the order', async () => {
    network.use(http.get('*/api/orders/:id/timeline', () => HttpResponse.json({ items: [] })));
    show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), SKIPPED] }));
    const { user } = renderDesk(<OrdersPanel wide />);
    rowOf(/└c1/).focus();
    await user.keyboard('t');
    const timeline = await screen.findByRole('region', { name: 'Timeline' });
    const follows = (row: HTMLElement) =>
      (row.compareDocumentPosition(timeline) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    expect(follows(rowOf(/└c2/))).toBe(true);
    rowOf(/k2/).focus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('region', { name: 'Timeline' })).toBeTruthy();
  });

  it('shows the last price on a page that has the room, and without it takes nothing from the name', () => {
    let width = 1_600;
    vi.stubGlobal(
      'ResizeObserver',
      class {
        readonly #heard: (entries: readonly { contentRect: { width: number } }[]) => void;
        constructor(heard: (entries: readonly { contentRect: { width: number } }[]) => void) {
          this.#heard = heard;
        }
        observe(): void {
          this.#heard([{ contentRect: { width } }]);
        }
        unobserve(): void {}
        disconnect(): void {}
      },
    );
    show(anOrder());
    const { unmount } = renderDesk(<OrdersPanel wide />);
    const heads = () => screen.getAllByRole('columnheader').map((head) => head.textContent);
    expect(heads()).toContain('LTP');
    expect(rowOf(/└c1/).querySelectorAll('td')).toHaveLength(heads().length);
    expect(rowOf(/k2/).querySelectorAll('td')).toHaveLength(heads().length);
    unmount();
    width = 1_392;
    renderDesk(<OrdersPanel wide />);
    expect(heads()).not.toContain('LTP');
    expect(rowOf(/└c1/).querySelectorAll('td')).toHaveLength(heads().length);
    vi.unstubAllGlobals();
  });

  it('cancels once by its key, and shows the answer', async () => {
    show(anOrder({ status: 'working', filledQuantity: 0, averagePrice: null, childOrders: [] }));
    const keys: (string | null)[] = [];
    network.use(
      http.delete('*/api/orders/:id', ({ request }) => {
        keys.push(request.headers.get('idempotency-key'));
        return HttpResponse.json(
          anOrder({
            updatedAt: '2026-11-23T11:40:00.000+05:30',
            status: 'cancelled',
            filledQuantity: 0,
            averagePrice: null,
            childOrders: [],
          }),
          { status: 202 },
        );
      }),
    );
    const { user } = renderDesk(<OrdersPanel wide={false} />);
    rowOf(/NIFTY/).focus();
    await user.keyboard('xx');
    await waitFor(() => expect(rowOf(/NIFTY/).textContent).toContain('Cancelled'));
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toBeNull();
  });

  it('tries a child again, or leaves it, by the keys of its row: once each', async () => {
    show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), SKIPPED] }));
    const asked: string[] = [];
    network.use(
      http.post('*/api/orders/:id/children/:childId/:what', ({ params }) => {
        asked.push(`${String(params['what'])} ${String(params['childId'])}`);
        const reason = { code: 'left-by-hand', text: 'Left by hand.' };
        const updatedAt = '2026-11-23T11:40:00.000+05:30';
        return HttpResponse.json(
          anOrder({ updatedAt, childOrders: [aChildOrder('CHILD:c1'), { ...SKIPPED, reason }] }),
          { status: 202 },
        );
      }),
    );
    const { user } = renderDesk(<OrdersPanel wide />);
    expect(screen.getByRole('button', { name: 'Retry c2' })).toBeTruthy();
    rowOf(/└c2/).focus();
    await user.keyboard('kk');
    await screen.findByText('Left by hand.');
    expect(screen.queryByRole('button', { name: 'Leave c2 as it is' })).toBeNull();
    await user.keyboard('r');
    await waitFor(() => expect(asked).toEqual(['skip o1/CHILD:c2', 'retry o1/CHILD:c2']));
    // X on a child does not end its master's order.
    await user.keyboard('x');
    expect(asked).toHaveLength(2);
  });

  it('changes the price in its own cell: steps by the tick, sends what differs, and returns the focus', async () => {
    const resting = {
      status: 'working' as const,
      filledQuantity: 0,
      averagePrice: null,
      childOrders: [],
    } satisfies Partial<Order>;
    show(anOrder(resting));
    const bodies: unknown[] = [];
    network.use(
      http.patch('*/api/orders/:id', async ({ request }) => {
        bodies.push(await request.json());
        const updatedAt = '2026-11-23T11:40:00.000+05:30';
        return HttpResponse.json(anOrder({ ...resting, updatedAt, price: 118.5 }), { status: 202 });
      }),
    );
    const { user } = renderDesk(<OrdersPanel wide={false} />);
    rowOf(/NIFTY/).focus();
    await user.keyboard('m');
    const price = screen.getByRole('textbox', { name: 'Price ₹' });
    expect(document.activeElement).toBe(price);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(rowOf(/NIFTY/));
    await user.keyboard('m{ArrowUp}{ArrowUp}{Enter}');
    await waitFor(() => expect(rowOf(/NIFTY/).textContent).toContain('118.50'));
    expect(bodies).toEqual([{ price: '118.50' }]);
    expect(document.activeElement).toBe(rowOf(/NIFTY/));
  });

  it('ends a change when the order ended, and sends of one only what was typed', async () => {
    const resting: Partial<Order> = { status: 'working', filledQuantity: 0, childOrders: [] };
    show(anOrder(resting));
    const bodies: unknown[] = [];
    network.use(
      http.patch('*/api/orders/:id', async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json(anOrder({ ...resting, quantity: 325 }), { status: 202 });
      }),
    );
    const { user } = renderDesk(<OrdersPanel wide={false} />);
    rowOf(/NIFTY/).focus();
    await user.keyboard('m');
    await user.clear(screen.getByRole('textbox', { name: 'Lots of 65' }));
    await user.type(screen.getByRole('textbox', { name: 'Lots of 65' }), '5');
    // Somebody else moves its price meanwhile.
    act(() => show(anOrder({ ...resting, price: 119 })));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(bodies).toEqual([{ quantity: 325 }]));
    rowOf(/NIFTY/).focus();
    await user.keyboard('m');
    expect(screen.getByRole('textbox', { name: 'Price ₹' })).toBeTruthy();
    act(() => show(anOrder({ ...resting, status: 'cancelled' })));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Price ₹' })).toBeNull());
    expect(document.activeElement).toBe(rowOf(/NIFTY/));
    expect(bodies).toHaveLength(1);
  });

  it('asks a person only when the broker can prove neither, and says what was seen', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    show(anOrder({ childOrders: [{ ...UNKNOWN, certainBy: later }] }));
    const { user } = renderDesk(<OrdersPanel wide />);
    expect(screen.queryByRole('button', { name: 'c1: it is there' })).toBeNull();
    act(() => show(anOrder({ childOrders: [UNKNOWN] })));
    const bodies: unknown[] = [];
    network.use(
      http.post('*/api/orders/:id/children/:childId/resolve', async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json(anOrder(), { status: 202 });
      }),
    );
    await user.click(await screen.findByRole('button', { name: 'c1: it is there' }));
    await user.type(screen.getByLabelText('Broker order id, as its app shows it'), '261123000000099');
    await user.click(screen.getByRole('button', { name: 'It is there' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(bodies).toEqual([{ exists: true, brokerOrderId: '261123000000099' }]);
  });

  it('lets an event change the child that it is about, and no other', () => {
    show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), UNKNOWN] }));
    const settled = { ...UNKNOWN, childId: 'o1/CHILD:c1', status: 'filled' as const, filledQuantity: 130 };
    applyOrderMessage(filledOf(settled));
    expect(useOrders.getState().byId['o1']?.childOrders.map((child) => child.status)).toEqual([
      'filled',
      'uncertain',
    ]);
  });

  it('is not set back by an answer that comes after the events that followed it', () => {
    const sending = aChildOrder('CHILD:c1', { status: 'sending', filledQuantity: 0, averagePrice: null });
    show(anOrder({ childOrders: [sending] }));
    applyOrderMessage(filledOf({ ...sending, status: 'filled', filledQuantity: 130 }));
    showAnswer(anOrder({ childOrders: [sending] }));
    expect(useOrders.getState().byId['o1']?.childOrders.map((child) => child.status)).toEqual(['filled']);
  });
});
