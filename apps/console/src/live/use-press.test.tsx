import { orderSchema } from '@copydesk/api-contract';
import { act, renderHook, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { anOrder } from '../testing/fixtures.ts';
import { aProblem, network } from '../testing/network.ts';
import { useLink } from './link-store.ts';
import { keptPress } from './press.ts';
import { usePress } from './use-press.ts';

const REQUEST = {
  route: 'POST /api/orders',
  path: '/api/orders',
  body: { side: 'BUY' },
  words: 'Buy 1 lot',
} as const;

describe('one press of a person', () => {
  beforeEach(() => useLink.setState({ state: 'live' }));

  it('is sent once, also when it is pressed twice before anything was drawn', async () => {
    const keys: (string | null)[] = [];
    network.use(
      http.post('*/api/orders', ({ request }) => {
        keys.push(request.headers.get('idempotency-key'));
        return HttpResponse.json(anOrder(), { status: 202 });
      }),
    );
    const { result } = renderHook(() => usePress('test', orderSchema));
    const ends = await act(() => Promise.all([result.current.press(REQUEST), result.current.press(REQUEST)]));
    expect(ends.map((end) => end?.kind)).toEqual(['done', undefined]);
    expect(keys).toHaveLength(1);
    expect(keptPress('test')).toBeNull();
  });

  it('is looked up by its key when the answer is lost, and not sent again when it never arrived', async () => {
    let sent = 0;
    const asked: string[] = [];
    network.use(
      http.post('*/api/orders', () => {
        sent += 1;
        return HttpResponse.error();
      }),
      http.get('*/api/intents/:key', ({ params }) => {
        asked.push(String(params['key']));
        return aProblem({
          status: 404,
          code: 'intent-not-found',
          detail: 'No request with this key is known.',
        });
      }),
    );
    const { result } = renderHook(() => usePress('test', orderSchema));
    act(() => void result.current.press(REQUEST));
    await waitFor(() => expect(result.current.state.kind).toBe('never-arrived'), { timeout: 5000 });
    expect(sent).toBe(1);
    // Twice: the first time the request could still have been on its way.
    expect(asked).toHaveLength(2);
    expect(new Set(asked).size).toBe(1);
    expect(keptPress('test')).toBeNull();
  });

  it('is waited for by another control of its slot while its request is out, and not looked up meanwhile', async () => {
    let lookedUp = 0;
    let answer = (): void => undefined;
    network.use(
      http.post('*/api/orders', async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return HttpResponse.json(anOrder(), { status: 202 });
      }),
      http.get('*/api/intents/:key', () => {
        lookedUp += 1;
        return aProblem({
          status: 404,
          code: 'intent-not-found',
          detail: 'No request with this key is known.',
        });
      }),
    );
    const first = renderHook(() => usePress('test', orderSchema));
    act(() => void first.result.current.press(REQUEST));
    first.unmount();
    const { result } = renderHook(() => usePress('test', orderSchema));
    expect(result.current.state).toEqual({ kind: 'sending', words: 'Buy 1 lot' });
    expect(await act(() => result.current.press(REQUEST))).toBeNull();
    await waitFor(() => {
      answer();
      expect(result.current.state.kind).toBe('done');
    });
    expect(lookedUp).toBe(0);
    expect(keptPress('test')).toBeNull();
  });

  it('stays unknown, and kept, as long as nobody can tell', async () => {
    network.use(
      http.post('*/api/orders', () => HttpResponse.error()),
      http.get('*/api/intents/:key', () => HttpResponse.error()),
    );
    useLink.setState({ state: 'lost' });
    const { result } = renderHook(() => usePress('test', orderSchema));
    const end = await act(() => result.current.press(REQUEST));
    expect(end?.kind).toBe('unknown');
    expect(keptPress('test')?.words).toBe('Buy 1 lot');
    expect(await act(() => result.current.press(REQUEST))).toBeNull();
  });
});
