import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { aChildOrder, anOrder } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { applyOrderMessage, showOrder, useOrders } from './orders-store.ts';

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
    expect(within(master).getByText('1 checking')).toBeTruthy();
    expect(within(master).getByText('1 skipped')).toBeTruthy();
    expect(screen.queryByText('Half of 1 lot is under one lot.')).toBeNull();

    await user.keyboard('{ArrowRight}');
    expect(screen.getByText('Half of 1 lot is under one lot.')).toBeTruthy();
    expect(screen.getByText(/^Sent to Zerodha, no answer yet\. .* Certain by 11:24:07\.$/)).toBeTruthy();
    expect(rowOf(/c1/).textContent).toMatch(/\?\/130/);
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(rowOf(/c1/));
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(master);
  });

  it('shows the size of a child and its rule, with the broker order id, and what its price was worth', () => {
    show(anOrder());
    renderDesk(<OrdersPanel wide />);
    const child = rowOf(/c1/);
    expect(child.textContent).toContain('×0.5 → 2 lots');
    expect(within(child).getByTitle('261123000000017').textContent).toBe('Filled');
    expect(child.textContent).toContain('+3 ticks −₹19.50');
  });

  it('cancels once by its key, and shows the answer', async () => {
    show(anOrder({ status: 'working', filledQuantity: 0, averagePrice: null, childOrders: [] }));
    const keys: (string | null)[] = [];
    network.use(
      http.delete('*/api/orders/:id', ({ request }) => {
        keys.push(request.headers.get('idempotency-key'));
        return HttpResponse.json(
          anOrder({ status: 'cancelled', filledQuantity: 0, averagePrice: null, childOrders: [] }),
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

  it('lets an event change the child that it is about, and no other', () => {
    show(anOrder({ childOrders: [aChildOrder('CHILD:c1'), UNKNOWN] }));
    const settled = { ...UNKNOWN, childId: 'o1/CHILD:c1', status: 'filled' as const, filledQuantity: 130 };
    applyOrderMessage({
      eventId: 9,
      at: '2026-11-23T11:22:31+05:30',
      more: false,
      type: 'order-filled',
      order: null,
      parentOrderId: 'o1',
      child: settled,
    });
    expect(useOrders.getState().byId['o1']?.childOrders.map((child) => child.status)).toEqual([
      'filled',
      'uncertain',
    ]);
  });
});
