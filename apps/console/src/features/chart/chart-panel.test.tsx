import { type Candles, orderSchema } from '@copydesk/api-contract';
import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Money, wireOf } from '../../lib/numbers.ts';
import { useLink } from '../../live/link-store.ts';
import { anOrder, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import type { CandleCanvasProps } from './candle-canvas.tsx';
import type { Interval } from './candle-times.ts';
import type { ChartLine } from './chart-line.ts';
import { ChartPanel } from './chart-panel.tsx';

/** There is no canvas to draw on here: what it is given stands in its place, and a line is dropped by a button. */
vi.mock('./candle-canvas.tsx', () => ({
  CandleCanvas: ({ candles, lines, moved, onOlder, onDrop, onRemove }: CandleCanvasProps) => (
    <div>
      <output>{candles.length} candles</output>
      <button type="button" onClick={onOlder}>
        To the left
      </button>
      {lines.map((line) => (
        <p key={line.id}>
          <button type="button" onClick={() => onDrop(line, 1_179_000 as Money)}>
            {line.words} {moved?.id === line.id ? moved.price : line.price}
          </button>
          <button type="button" onClick={() => onRemove(line)}>
            {line.remove?.name}
          </button>
        </p>
      ))}
    </div>
  ),
}));

function aPage(count: number): Candles {
  const items = Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.parse('2026-11-23T09:15:00+05:30') + index * 300_000).toISOString(),
    open: 124,
    high: 125,
    low: 123,
    close: 124.15,
    volume: 65,
    openInterest: null,
  }));
  return { instrumentId: INSTRUMENT_ID, interval: '5m', items, next: null };
}

const asked: URLSearchParams[] = [];
const sent: unknown[] = [];

function aLine(price = 1_184_000, where = ''): ChartLine {
  return {
    id: 'price/o1',
    kind: 'buy',
    price: price as Money,
    words: 'BUY 260 LMT',
    move: (to) => ({
      name: 'Move it',
      asks: `Move it to ${wireOf(to)}${where}.`,
      request: {
        route: 'PATCH /api/orders/:id',
        path: '/api/orders/o1',
        body: { price: wireOf(to) },
        words: 'Modify it',
      },
      done: 'Modified.',
      show: () => undefined,
    }),
    remove: {
      name: 'Cancel it',
      asks: null,
      request: { route: 'DELETE /api/orders/:id', path: '/api/orders/o1', words: 'Cancel it' },
      done: 'Cancelled.',
      show: () => undefined,
    },
  };
}

function Desk({ lines = [] }: { readonly lines?: readonly ChartLine[] }) {
  const [interval, setInterval] = useState<Interval>('5m');
  return (
    <ChartPanel
      instrument={{
        id: INSTRUMENT_ID,
        name: 'NIFTY 01 DEC 26000 CE',
        tickSize: 0.05,
        environment: 'sandbox',
      }}
      interval={interval}
      onInterval={setInterval}
      lines={lines}
    />
  );
}

function answerCandles(answer: (query: URLSearchParams) => Response): void {
  network.use(
    http.get('*/api/instruments/:id/candles', ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      return answer(query);
    }),
  );
}

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the chart', () => {
  beforeEach(() => {
    asked.length = 0;
    sent.length = 0;
    answerCandles(() => HttpResponse.json(aPage(3)));
    network.use(
      http.patch('*/api/orders/o1', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(orderSchema.parse(anOrder({ price: 117.9 })), { status: 202 });
      }),
    );
  });

  it('reads the candles of the interval, and older ones until nothing is older', async () => {
    const { user } = renderDesk(<Desk />);
    await screen.findByText('3 candles');
    answerCandles(() => HttpResponse.json(aPage(0)));
    await user.click(screen.getByRole('button', { name: 'To the left' }));
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]?.get('to')).toBe(asked[0]?.get('from'));
    await past(50);
    await user.click(screen.getByRole('button', { name: 'To the left' }));
    await past(50);
    expect(asked).toHaveLength(2);
    await user.click(screen.getByRole('radio', { name: '1h' }));
    await waitFor(() => expect(asked.at(-1)?.get('interval')).toBe('1h'));
  });

  it('says in words that nobody traded, and why there is nothing, and reads again', async () => {
    answerCandles(() => HttpResponse.json(aPage(0)));
    const { unmount } = renderDesk(<Desk />);
    await screen.findByText(/^Nobody traded NIFTY 01 DEC 26000 CE in the last 30 days\./);
    unmount();
    answerCandles(() => aProblem({ status: 409, code: 'no-session', detail: 'No account is logged in.' }));
    const { user } = renderDesk(<Desk />);
    await screen.findByText(/^No candles of NIFTY 01 DEC 26000 CE\. No account is logged in\./);
    answerCandles(() => HttpResponse.json(aPage(2)));
    await user.click(screen.getByRole('button', { name: 'Read again' }));
    await screen.findByText('2 candles');
  });

  it('keeps its candles on a page that is cut off, and says since when they are', async () => {
    renderDesk(<Desk />);
    await screen.findByText('3 candles');
    act(() => useLink.setState({ state: 'lost' }));
    await screen.findByText(/^No connection since \d\d:\d\d:\d\d\. Candles and lines are from then\./);
    expect(screen.getByText('3 candles')).toBeDefined();
  });

  it('sends nothing for a line that was dragged until it is confirmed, and nothing at all after Esc', async () => {
    const { user } = renderDesk(<Desk lines={[aLine()]} />);
    const line = () => screen.findByRole('button', { name: /^BUY 260 LMT/ });
    await user.click(await line());
    await screen.findByText('Move it to 117.90.');
    expect((await line()).textContent).toBe('BUY 260 LMT 1179000');
    await user.keyboard('{Escape}');
    expect((await line()).textContent).toBe('BUY 260 LMT 1184000');
    expect(sent).toEqual([]);
    await user.click(await line());
    await screen.findByRole('group', { name: 'Send?' });
    await past(260);
    await user.dblClick(screen.getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(sent).toEqual([{ price: '117.90' }]));
  });

  it('says what the desk said of a move that was refused; the line stands where it was', async () => {
    network.use(
      http.patch('*/api/orders/o1', () =>
        aProblem({ status: 422, code: 'price-off-tick', detail: 'The price is no multiple of the tick.' }),
      ),
    );
    const { user } = renderDesk(<Desk lines={[aLine()]} />);
    await user.click(await screen.findByRole('button', { name: /^BUY 260 LMT/ }));
    await past(260);
    await user.keyboard('{Enter}');
    await screen.findByText('The price is no multiple of the tick.');
    expect(screen.getByRole('button', { name: /^BUY 260 LMT/ }).textContent).toBe('BUY 260 LMT 1184000');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('cancels by its cross what needs no asking, once', async () => {
    let cancels = 0;
    network.use(
      http.delete('*/api/orders/o1', () => {
        cancels += 1;
        return HttpResponse.json(orderSchema.parse(anOrder({ status: 'cancelled' })), { status: 202 });
      }),
    );
    const { user } = renderDesk(<Desk lines={[aLine()]} />);
    await user.dblClick(await screen.findByRole('button', { name: 'Cancel it' }));
    await waitFor(() => expect(cancels).toBe(1));
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
  });

  it.each([
    ['moved', [aLine(1_180_000)]],
    ['gone', []],
    ['held fast', [{ ...aLine(), move: null }]],
    ['about other accounts', [aLine(1_184_000, ' in k2')]],
  ])('takes the question back when the line is %s before it was answered', async (_, after) => {
    const Changing = () => {
      const [lines, setLines] = useState<readonly ChartLine[]>([aLine()]);
      return (
        <>
          <button type="button" onClick={() => setLines(after)}>
            Somebody else
          </button>
          <Desk lines={lines} />
        </>
      );
    };
    const { user } = renderDesk(<Changing />);
    await user.click(await screen.findByRole('button', { name: /^BUY 260 LMT/ }));
    await screen.findByRole('group', { name: 'Send?' });
    await user.click(screen.getByRole('button', { name: 'Somebody else' }));
    await screen.findByText('It changed meanwhile. Nothing was sent.');
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    expect(sent).toEqual([]);
  });
});
