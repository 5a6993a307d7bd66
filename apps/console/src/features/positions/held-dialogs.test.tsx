/** The questions about a position, while what is held of it changes under them. */
import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anOrder, aPosition, aProtection } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { ConvertDialog } from './convert-dialog.tsx';
import { ExitLayer } from './exit-layer.tsx';
import { askExit, closeExit } from './exit-request.ts';
import { LevelLayer } from './level-dialog.tsx';
import { askLevel, closeLevel } from './level-request.ts';
import { applyPosition, usePositions } from './positions-store.ts';

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const hold = (netQty: number): void => act(() => applyPosition(aPosition('MASTER:k2', { netQty })));
const isOpen = (name: RegExp): boolean => !screen.getByRole('button', { name }).hasAttribute('disabled');

describe('what is asked about a position', () => {
  let sent: unknown[] = [];
  beforeEach(() => {
    sent = [];
    usePositions.setState({ byKey: {} });
    const note =
      (answer: object) =>
      async ({ request }: { readonly request: Request }): Promise<Response> => {
        sent.push(await request.json());
        return HttpResponse.json(answer);
      };
    network.use(
      http.post('*/api/positions/exit', note(anOrder())),
      http.put('*/api/positions/protection', note({ protection: aProtection({}) })),
      http.get('*/api/protections', () => HttpResponse.json({ items: [], next: null, asOf: 1 })),
    );
  });
  afterEach(() => {
    act(closeExit);
    act(closeLevel);
  });

  it('does not exit a short position that was asked about while it was long', async () => {
    hold(260);
    const { user } = renderDesk(<ExitLayer />);
    act(() => askExit(aPosition('MASTER:k2', { netQty: 260 }), 'all'));
    await past(260);
    hold(-130);
    expect(screen.getByText(/held the other way round/)).toBeTruthy();
    expect(isOpen(/^Exit 2 lots in k2/)).toBe(false);
    await user.keyboard('{Enter}');
    hold(65);
    expect(screen.queryByText(/held the other way round/)).toBeNull();
    expect(sent).toEqual([]);
  });

  it('does not take an Enter for what is held that was meant for what was held a moment before', async () => {
    hold(260);
    const { user } = renderDesk(<ExitLayer />);
    act(() => askExit(aPosition('MASTER:k2', { netQty: 260 }), 'all'));
    await past(260);
    hold(520);
    await user.click(screen.getByRole('button', { name: /^Exit 8 lots in k2/ }));
    expect(sent).toEqual([]);
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Exit 8 lots in k2/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('converts nothing of a position that has turned', () => {
    hold(260);
    renderDesk(
      <ConvertDialog position={aPosition('MASTER:k2', { netQty: 260 })} onClose={() => undefined} />,
    );
    expect(isOpen(/^Convert 260/)).toBe(true);
    hold(-260);
    expect(isOpen(/^Convert 260/)).toBe(false);
    expect(screen.getByText(/held the other way round/)).toBeTruthy();
  });

  it('converts what is held now after a conversion that never arrived, also where that was looked up later', async () => {
    const lookUps: (() => Response)[] = [() => HttpResponse.error()];
    network.use(
      http.post('*/api/positions/convert', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.error();
      }),
      http.get('*/api/intents/:key', () =>
        (
          lookUps.shift() ??
          (() =>
            aProblem({ status: 404, code: 'intent-not-found', detail: 'No request with this key is known.' }))
        )(),
      ),
    );
    hold(260);
    const { user } = renderDesk(
      <ConvertDialog position={aPosition('MASTER:k2', { netQty: 260 })} onClose={() => undefined} />,
    );
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Convert 260/ }));
    await screen.findByText(/we cannot tell whether the conversion arrived/);
    hold(130);
    await screen.findByText(/^Not sent, no connection/);
    expect(screen.getByRole('cell', { name: '+130' })).toBeTruthy();
    const size = screen.getByLabelText(/^Quantity/);
    await user.clear(size);
    await user.type(size, '130');
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Convert 130/ }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({ quantity: 130 });
  });

  it('sets no stop of what has turned or is flat, by Enter on its tick either', async () => {
    hold(260);
    const { user } = renderDesk(<LevelLayer />);
    act(() => askLevel({ position: aPosition('MASTER:k2'), level: 'sl', price: '100' }));
    const box = await screen.findByRole('checkbox', { name: 'A stop rests at the broker too' });
    for (const netQty of [0, -260]) {
      hold(netQty);
      await past(260);
      act(() => box.focus());
      await user.keyboard('{Enter}');
    }
    expect(sent).toEqual([]);
    hold(260);
    await past(260);
    act(() => box.focus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sent).toHaveLength(1));
  });
});
