import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useLinkRequest } from '../../features/copy/link-request.ts';
import { CancelAllLayer } from '../../features/orders/cancel-all-dialog.tsx';
import { closeCancelAll } from '../../features/orders/cancel-all-request.ts';
import { useOrders } from '../../features/orders/orders-store.ts';
import { LevelLayer } from '../../features/positions/level-dialog.tsx';
import { closeLevel } from '../../features/positions/level-request.ts';
import { applyPosition, usePositions } from '../../features/positions/positions-store.ts';
import { useSquareOff } from '../../features/square-off/square-off-request.ts';
import { useTicket } from '../../features/ticket/ticket-store.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { aChildOrder, aDivergence, anInstrument, anOrder, aPosition } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { commandsFor } from './commands.ts';
import { parse } from './parse.ts';

const go = vi.fn();
const offered = (line: string) =>
  commandsFor(parse(line), { found: [anInstrument()], today: '2026-11-23' }, go);
const rows = (line: string): readonly string[] =>
  offered(line).map(({ words, effect }) => `${words}: ${effect}`);
const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const run = (line: string): void => act(() => offered(line)[0]?.run());

const WORKING = anOrder({
  id: 'o7',
  status: 'working',
  filledQuantity: 0,
  childOrders: [aChildOrder('CHILD:c1', { orderId: 'o7c1', status: 'working', filledQuantity: 0 })],
});

const CANCELLED = { ...WORKING, status: 'cancelled', updatedAt: '2026-11-23T11:40:00.000+05:30' };

describe("the palette's verbs", () => {
  const sent: string[] = [];
  const puts = (): readonly string[] => sent.filter((one) => one.startsWith('PUT'));

  beforeEach(() => {
    go.mockClear();
    sent.length = 0;
    closeCancelAll();
    closeLevel();
    useOrders.setState({ byId: { o7: WORKING }, ids: ['o7'] });
    const position = aPosition('MASTER:k2');
    usePositions.setState({ byKey: { [positionKey(position)]: position } });
    useDivergences.setState({ list: [aDivergence()] });
    network.use(
      http.all('*', async ({ request }) => {
        sent.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
        return HttpResponse.json(request.method === 'PUT' ? { protection: null } : CANCELLED);
      }),
    );
  });

  it('show the chart of what was named on the Desk, and send nothing', () => {
    renderDesk(null);
    expect(rows('chart nifty')).toEqual(['Chart NIFTY 01 DEC 26000 CE: shows it on the Desk']);
    run('chart nifty');
    expect(useTicket.getState().instrument?.id).toBe(anInstrument().id);
    expect(go).toHaveBeenCalledWith('/desk?view=chart');
    expect(sent).toEqual([]);
  });

  it('say in the row what they would do, to how many', () => {
    renderDesk(null);
    expect(rows('buy 4 nifty')).toEqual([
      'Buy 4 lots NIFTY 01 DEC 26000 CE: fills the ticket · 7 lots in 3 accounts',
    ]);
    expect(rows('cancel all c1')).toEqual(['Cancel all, c1: asks · 1 order works']);
    expect(rows('cancel all')).toHaveLength(5);
    expect(rows('square off k2')).toEqual(['Square off k2: asks; hold there · 1 position']);
    expect(rows('stop 110 nifty 26000 ce')).toEqual([
      'Stop 110.00 NIFTY 01 DEC 26000 CE: asks · +260 in k2, now none',
    ]);
    expect(rows('plan c2')).toEqual(['Plan c2: NIFTY 01 DEC 26000 CE: opens the plan · −1 lot']);
    expect(rows('plan c1')).toEqual([]);
    expect(rows('exits only c1')).toEqual(['Exits only c1: opens its link; Save does it']);
    expect(rows('resume c1')).toEqual([]);
    expect(rows('square')).toContain('Square off Family: asks; hold there · 1 position');
  });

  it('send nothing by themselves', () => {
    // From the Desk itself there is no way to it.
    history.replaceState(null, '', '/copy');
    renderDesk(null);
    for (const line of ['cancel all', 'square off', 'stop 110 nifty', 'plan c2', 'pause c1', 'buy 4 nifty'])
      run(line);
    expect(useSquareOff.getState().scope).toEqual({ scope: 'all' });
    expect(useLinkRequest.getState().request).toEqual({ accountId: 'id-CHILD:c1', state: 'paused' });
    expect(go.mock.calls.flat()).toEqual(['/drift/d1', '/copy/g1/id-CHILD%3Ac1', '/desk']);
    history.replaceState(null, '', '/desk');
    expect(sent).toEqual([]);
  });

  it('list every order before one is cancelled, and cancel each once; a copy follows its master', async () => {
    const { user } = renderDesk(<CancelAllLayer />);
    run('cancel all family');
    const dialog = within(screen.getByRole('dialog', { name: 'Cancel all, Family' }));
    expect(dialog.getAllByRole('row')[1]?.textContent).toMatch(
      /^k2 and its copies in c1BUY NIFTY .*0\/260118\.40$/,
    );
    expect(sent).toEqual([]);
    await user.dblClick(dialog.getByRole('button', { name: 'Cancel 1 order' }));
    await dialog.findByText('ended');
    expect(sent).toEqual(['DELETE /api/orders/o7 ']);
  });

  it("cancel a child's copy alone where only the child was named", async () => {
    const { user } = renderDesk(<CancelAllLayer />);
    run('cancel all c1');
    await user.click(screen.getByRole('button', { name: 'Cancel 1 order' }));
    await waitFor(() => expect(sent).toEqual(['DELETE /api/orders/o7c1 ']));
  });

  it('ask for a stop with the price that was typed, and set it on an Enter of its own', async () => {
    renderDesk(<LevelLayer />);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    run('stop 110 nifty');
    expect(screen.getByLabelText<HTMLInputElement>('Stop ₹').value).toBe('110');
    // The Enter that chose it is still down, then pressed again at once.
    const field = screen.getByLabelText('Stop ₹');
    expect(fireEvent.keyDown(field, { key: 'Enter', repeat: true })).toBe(false);
    const form = field.closest('form') as HTMLFormElement;
    clock.mockReturnValue(1_249);
    fireEvent.submit(form);
    expect(screen.queryByText('Setting')).toBeNull();
    clock.mockReturnValue(1_250);
    fireEvent.submit(form);
    clock.mockRestore();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(puts()).toEqual([
      `PUT /api/positions/protection ${JSON.stringify({ accountId: 'id-MASTER:k2', instrumentId: anInstrument().id, product: 'D', sl: '110' })}`,
    ]);
  });

  it('show the stop as it is now, and ask before it is widened or taken away', async () => {
    const { user } = renderDesk(<LevelLayer />);
    run('stop 110 nifty');
    const dialog = screen.getByRole('dialog');
    await within(dialog).findByText(/Stop now: none\./);
    // Set from elsewhere meanwhile.
    act(() => applyPosition(aPosition('MASTER:k2', { sl: 112, setSl: true, ltp: 125 })));
    await within(dialog).findByText(/last 125\.00\. Stop now: 112\.00\./);
    await past(260);
    await user.type(screen.getByLabelText('Stop ₹'), '{Enter}');
    const asked = within(dialog).getByRole('group', { name: 'Send?' });
    expect(asked.textContent).toContain('from 112.00 to 110.00 in k2, −520.00 if it fills.');
    await user.clear(screen.getByLabelText('Stop ₹'));
    await user.type(screen.getByLabelText('Stop ₹'), '{Enter}');
    expect(within(dialog).getByRole('group', { name: 'Send?' }).textContent).toContain(
      'Remove the stop at 112.00 of NIFTY 01 DEC 26000 CE in k2.',
    );
    expect(puts()).toEqual([]);
  });
});
