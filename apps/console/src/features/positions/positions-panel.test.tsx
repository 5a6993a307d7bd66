import { act, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAccounts } from '../../live/accounts-store.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { forgetPnl, takePnl } from '../../live/pnl-store.ts';
import { prices } from '../../live/prices.ts';
import {
  aChildPosition,
  aDivergence,
  aGroup,
  anAccount,
  aPosition,
  aPositionPnl,
  aProtection,
  aTick,
  INSTRUMENT_ID,
} from '../../testing/fixtures.ts';
import { network, protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { ExitLayer } from './exit-layer.tsx';
import { closeExit } from './exit-request.ts';
import { LevelLayer } from './level-dialog.tsx';
import { askLevel, closeLevel } from './level-request.ts';
import { PositionsPanel } from './positions-panel.tsx';
import { applyPosition, positionAt, usePositions } from './positions-store.ts';

const NONE_REFUSED = () => null;

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('positions', () => {
  beforeEach(() => {
    usePositions.setState({ byKey: {} });
    forgetPnl();
    prices.forget();
    protectedBy();
    useGroups.setState({ list: [aGroup()] });
    applyPosition(
      aPosition('MASTER:k2', {
        childPositions: [aChildPosition('CHILD:c1', 130), aChildPosition('CHILD:c2', 65)],
      }),
    );
  });

  it('shows an event of a child in the row of its master, and the sum of all accounts exactly', async () => {
    renderDesk(<PositionsPanel wide refusedExit={NONE_REFUSED} />);
    applyPosition(aPosition('CHILD:c1', { netQty: 65, copied: 65, pnl: 728.05, realisedPnL: 0.1 }));
    await waitFor(() => expect(screen.getAllByRole('row')[2]?.textContent).toContain('+65'));
    expect(Object.keys(usePositions.getState().byKey ?? {})).toHaveLength(1);
    const total = screen.getAllByRole('row').at(-1)?.textContent;
    expect(total).toBe('All accounts+3,718.05no stop stands+0.10');
  });

  it('keeps exits possible on a page that is cut off, with its figures marked as old', async () => {
    renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    useLink.setState({ state: 'lost' });
    await waitFor(() => expect(document.querySelectorAll('.stale-figure').length).toBeGreaterThan(0));
    expect(screen.getAllByRole('button', { name: /^Exit all/ })[0]?.hasAttribute('disabled')).toBe(false);
  });

  it('moves price, P&L and the sum with a tick, and says how old a price is that is not one of now', async () => {
    renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const asked: unknown[] = [];
    prices.connected((what, where) => asked.push([what, where]));
    const where = { environment: 'sandbox', instruments: [INSTRUMENT_ID] };
    await waitFor(() => expect(asked).toEqual([['subscribe', where]]));
    prices.take(aTick(INSTRUMENT_ID, 124.25));
    const row = () => screen.getAllByRole('row')[1]?.textContent ?? '';
    await waitFor(() => expect(row()).toContain('124.25+1,521.00'));
    // Both children counted 1,495.00 at 124.15, for 130 and 65 held.
    expect(screen.getAllByRole('row').at(-1)?.textContent).toBe('All accounts+4,530.50no stop stands');
    applyPosition(aPosition('CHILD:c1', { netQty: 130, ltp: 124, pnl: 700 }));
    await waitFor(() => expect(screen.getAllByRole('row')[2]?.textContent).toContain('124.00+700.00'));
    prices.take(aTick(INSTRUMENT_ID, 124.25, { stale: true }));
    await waitFor(() => expect(row()).toMatch(/\d s old124\.15/));
  });

  it('shows what the server counts on ticks: of each row, and of the day of all accounts', async () => {
    useAccounts.setState({ list: [anAccount('MASTER:k2'), anAccount('CHILD:c1')] });
    renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const account = (address: string, dayPnl: number, uncounted = 0) => ({
      accountId: `id-${address}`,
      account: address,
      pnl: dayPnl,
      dayPnl,
      realisedPnL: 0,
      unrealisedPnL: dayPnl,
      stale: false,
      uncounted,
    });
    takePnl({
      at: '2026-11-23T10:12:43.000+05:30',
      positions: [aPositionPnl('MASTER:k2', { ltp: 125.2, pnl: 1768.05 })],
      accounts: [account('MASTER:k2', 1768.05), account('CHILD:c1', -0.1, 1), account('GONE', 5)],
    });
    await waitFor(() => expect(screen.getAllByRole('row')[1]?.textContent).toContain('125.20+1,768.05'));
    expect(screen.getAllByRole('row').at(-1)?.textContent).toBe(
      'All accountsToday+1,767.95without c2and 1 not counted for want of a price+4,758.05no stop stands',
    );
    takePnl({ at: 'now', positions: 'none' });
    expect(screen.getAllByRole('row')[1]?.textContent).toContain('+1,768.05');
  });

  it('steps a stop in its cell, asks before it is widened, and sends what was typed', async () => {
    const sent: unknown[] = [];
    protectedBy(aProtection({ resting: true, restingOrderId: 'o7' }));
    network.use(
      http.put('*/api/positions/protection', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ protection: aProtection({ sl: 109.5, stopNow: 109.5 }) });
      }),
    );
    applyPosition(
      aPosition('MASTER:k2', { sl: 110, setSl: true, childPositions: [aChildPosition('CHILD:c1', 130)] }),
    );
    const { user } = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const [, row, childRow] = screen.getAllByRole('row');
    expect(
      within(childRow as HTMLElement).getByRole('button', { name: /^Stop of .*: inherits/ }),
    ).toBeDefined();
    // (110 − 124.15) × 390
    expect(screen.getAllByRole('row').at(-1)?.textContent).toContain('stops fill at 110.00: −5,518.50');
    row?.focus();
    await user.keyboard('p');
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Stop ₹' });
    expect([document.activeElement, field.value]).toEqual([field, '110.00']);
    await screen.findByText(/^Armed since 11:20:00\. Takes out k2, c1\./);
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}{Escape}');
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.activeElement).toBe(screen.getAllByRole('row')[1]);
    await user.keyboard('p{Shift>}{ArrowDown}{/Shift}{Enter}');
    const step = screen.getByRole('group', { name: 'Send?' });
    expect(step.textContent).toContain('from 110.00 to 109.50 in k2, c1, −195.00 if it fills.');
    expect(sent).toEqual([]);
    await past(260);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull());
    expect(sent).toEqual([
      { accountId: 'id-MASTER:k2', instrumentId: INSTRUMENT_ID, product: 'D', sl: '109.50' },
    ]);
    await waitFor(() => expect(screen.getAllByRole('row')[1]?.textContent).toContain('109.50'));
  });

  it.each([
    ['it is left', { netQty: 0 }],
    ['somebody else takes the stop away', { sl: null, setSl: false }],
    ['a part of it is left', { netQty: 130 }],
  ])('takes the question of a wider stop back when %s, in the cells and in the dialog', async (_, part) => {
    const protects = { sl: 110, setSl: true };
    applyPosition(aPosition('MASTER:k2', protects));
    const { user } = renderDesk(
      <>
        <PositionsPanel refusedExit={NONE_REFUSED} />
        <LevelLayer />
      </>,
    );
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('p{ArrowDown}{Enter}');
    expect(screen.getByRole('group', { name: 'Send?' })).toBeTruthy();
    act(() => applyPosition(aPosition('MASTER:k2', { ...protects, ...part })));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull());

    act(() => {
      applyPosition(aPosition('MASTER:k2', protects));
      askLevel({ position: aPosition('MASTER:k2', protects), level: 'sl', price: '100' });
    });
    const dialog = screen.getByRole('dialog', { name: 'Stop of NIFTY 01 DEC 26000 CE' });
    await past(260);
    await user.click(within(dialog).getByRole('button', { name: 'Set stop' }));
    expect(within(dialog).getByRole('group', { name: 'Send?' })).toBeTruthy();
    act(() => applyPosition(aPosition('MASTER:k2', { ...protects, ...part })));
    await within(dialog).findByText('It changed meanwhile. Nothing was saved.');
    expect(within(dialog).queryByRole('group', { name: 'Send?' })).toBeNull();
    act(closeLevel);
  });

  it('asks about what is held now, and about nothing that was left meanwhile', async () => {
    const { user } = renderDesk(
      <>
        <PositionsPanel refusedExit={NONE_REFUSED} />
        <ExitLayer />
      </>,
    );
    screen.getAllByRole('row')[2]?.focus();
    await user.keyboard('e');
    const dialog = screen.getByRole('dialog', { name: 'Exit NIFTY 01 DEC 26000 CE' });
    expect(within(dialog).getByRole('button', { name: 'Exit 1 lot in c1' })).toBeTruthy();
    act(() => applyPosition(aPosition('CHILD:c1', { netQty: 0, copied: 0 })));
    await within(dialog).findByText('c1 holds nothing of it any more.');
    expect(within(dialog).getByRole('button', { name: 'Exit' }).hasAttribute('disabled')).toBe(true);
    act(closeExit);

    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('v');
    const conversion = screen.getByRole('dialog', { name: 'Convert NIFTY 01 DEC 26000 CE' });
    act(() => applyPosition(aPosition('MASTER:k2', { netQty: 130 })));
    await within(conversion).findByText('At most 130');
    expect(
      within(conversion)
        .getByRole('button', { name: /^Convert/ })
        .hasAttribute('disabled'),
    ).toBe(true);
  });

  it('finds what a child holds in the row of its master', () => {
    const { byKey } = usePositions.getState();
    const at = (address: string) =>
      positionAt(byKey, { accountId: `id-${address}`, instrumentId: INSTRUMENT_ID, product: 'D' })?.netQty;
    expect([at('MASTER:k2'), at('CHILD:c1'), at('CHILD:c9')]).toEqual([260, 130, undefined]);
  });

  it('sets a stop at the broker behind a protection without asking, and asks before it is taken away', async () => {
    const sent: unknown[] = [];
    let resting = false;
    network.use(
      http.get('*/api/protections', () =>
        HttpResponse.json({ items: [aProtection({ resting })], next: null, asOf: 1 }),
      ),
      http.put('*/api/positions/protection', async ({ request }) => {
        const body = (await request.json()) as { resting: boolean };
        sent.push(body);
        resting = body.resting;
        return HttpResponse.json({ protection: aProtection({ resting }) });
      }),
    );
    applyPosition(
      aPosition('MASTER:k2', { sl: 110, setSl: true, childPositions: [aChildPosition('CHILD:c1', 130)] }),
    );
    const { user } = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const edit = async (): Promise<HTMLElement> => {
      screen.getAllByRole('row')[1]?.focus();
      await user.keyboard('p');
      await screen.findByText(/^Armed since/);
      return screen.getByRole('checkbox', { name: 'A stop rests at the broker too' });
    };
    const place = { accountId: 'id-MASTER:k2', instrumentId: INSTRUMENT_ID, product: 'D' };
    await user.click(await edit());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('checkbox')).toBeNull());
    expect(sent).toEqual([{ ...place, resting: true }]);
    await screen.findByText(/^Its stop at the broker is withheld/);

    await user.click(await edit());
    await user.keyboard('{Enter}');
    const step = screen.getByRole('group', { name: 'Send?' });
    expect(step.textContent).toContain('away from the broker in k2, c1: while Copydesk is off');
    expect(sent).toHaveLength(1);
    await past(260);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toEqual({ ...place, resting: false });
  });

  it('asks before another trail begins, though it is shorter: where the stop stands, and where it would', async () => {
    const trail = { distance: 10, percent: null, step: null };
    protectedBy(aProtection({ sl: null, trail, stopNow: 130 }));
    applyPosition(aPosition('MASTER:k2', { setSl: true, trail, ltp: 131 }));
    const { user } = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    await screen.findByRole('button', { name: /^Stop of .*: 130\.00, trailing/ });
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('p');
    const field = screen.getByRole('textbox', { name: /^Trail/ });
    await user.clear(field);
    await user.type(field, '8{Enter}');
    expect(screen.getByRole('group', { name: 'Send?' }).textContent).toContain(
      'the stop stands at 130.00 now, and would stand at 123.00.',
    );
  });

  it('counts of a child only what was copied by the stop of its master, and the rest as without', async () => {
    const c1 = { ...aChildPosition('CHILD:c1', 130), copied: 65 };
    applyPosition(aPosition('MASTER:k2', { sl: 110, setSl: true, childPositions: [c1] }));
    renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    screen.getByRole('button', { name: /^Stop of .*: inherits 65\. Change/ });
    // (110 − 124.15) × (260 + 65)
    expect(screen.getAllByRole('row').at(-1)?.textContent).toContain(
      'stops fill at 110.00: −4,598.75 · 1 without',
    );
  });

  it('never adds what is real and what is played', async () => {
    renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    useAccounts.setState(({ list }) => ({
      list: [...(list ?? []), anAccount('OWN:z9', { environment: 'live', group: null })],
    }));
    applyPosition(aPosition('OWN:z9', { pnl: 10 }));
    await screen.findByText('All live accounts');
    const [live, sandbox] = screen.getAllByRole('row').slice(-2);
    expect(live?.textContent).toContain('All live accounts+10.00');
    expect(sandbox?.textContent).toContain('All sandbox accounts+4,485.00');
    // A price of live money says nothing of the sandbox, and the other way round.
    prices.take(aTick(INSTRUMENT_ID, 130, { environment: 'live' }));
    await waitFor(() => expect(screen.getAllByRole('row').at(-2)?.textContent).toContain('+1,531.00'));
    expect(screen.getAllByRole('row').at(-1)?.textContent).toContain('All sandbox accounts+4,485.00');
    expect(screen.getAllByRole('row')[1]?.textContent).toContain('124.15+1,495.00');
    prices.take(aTick(INSTRUMENT_ID, 124.25));
    await waitFor(() => expect(screen.getAllByRole('row')[1]?.textContent).toContain('124.25+1,521.00'));
    expect(screen.getAllByRole('row').at(-2)?.textContent).toContain('+1,531.00');
    expect(screen.getAllByRole('row').at(-1)?.textContent).toContain('All sandbox accounts+4,530.50');
  });

  it('gives a child that lacks everything a row of its own, with the way to its plan', async () => {
    useDivergences.setState({ list: [aDivergence()] });
    usePositions.setState({ byKey: {} });
    applyPosition(aPosition('MASTER:k2', { childPositions: [aChildPosition('CHILD:c1', 130)] }));
    const { user } = renderDesk(<PositionsPanel wide refusedExit={NONE_REFUSED} />);
    const [, master, , lacking] = screen.getAllByRole('row');
    expect(master?.textContent).toContain('1 of 2 children differs');
    expect(lacking?.textContent).toContain('−1 lot−8,069.75Plan');
    lacking?.focus();
    await user.keyboard('d');
    expect(window.location.pathname).toBe('/drift/d1');
    useDivergences.setState({ list: null });
  });

  it('gives a child that got nothing of what its master holds a row, and names it in its master’s', () => {
    usePositions.setState({ byKey: {} });
    applyPosition(aPosition('MASTER:k2', { childPositions: [aChildPosition('CHILD:c1', 130)] }));
    renderDesk(<PositionsPanel wide refusedExit={NONE_REFUSED} />);
    expect(screen.getAllByRole('row')).toHaveLength(4);
    act(() => useDivergences.setState({ list: [] }));
    const [, master, , nothing] = screen.getAllByRole('row');
    expect(master?.textContent).toContain('1 of 2 hold · c2 none');
    expect(nothing?.textContent).toMatch(/^└c2 sbx Zerodha NRML0—.*0 of 0 lotsc2 sbx/);
    // The master's own order, which nobody copies, is nothing that a child could have missed.
    act(() => applyPosition(aPosition('MASTER:k2', { copied: 0 })));
    expect(screen.getAllByRole('row')).toHaveLength(3);
    act(() => useDivergences.setState({ list: null }));
  });

  it('offers no part of what is one lot, and asks by E about all of it', async () => {
    usePositions.setState({ byKey: {} });
    applyPosition(aPosition('MASTER:k2', { netQty: -65, childPositions: [aChildPosition('CHILD:c1', 130)] }));
    const { user } = renderDesk(
      <>
        <PositionsPanel refusedExit={NONE_REFUSED} />
        <ExitLayer />
      </>,
    );
    const isShut = (name: RegExp): boolean[] =>
      screen.getAllByRole('button', { name }).map((button) => button.hasAttribute('disabled'));
    expect(isShut(/^Exit a quarter/)).toEqual([true]);
    expect(isShut(/^Exit half/)).toEqual([true, false]);
    expect(isShut(/^Exit all/)).toEqual([false, false]);
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('e');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'All' }).checked).toBe(true);
    act(closeExit);
  });
});
