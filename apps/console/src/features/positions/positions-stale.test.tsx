/** What the positions say of figures that are not of now. */
import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { showAccount, useAccounts } from '../../live/accounts-store.ts';
import { useLink } from '../../live/link-store.ts';
import { forgetPnl } from '../../live/pnl-store.ts';
import { prices } from '../../live/prices.ts';
import { aChildPosition, anAccount, aPosition, aTick, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { PositionsPanel } from './positions-panel.tsx';
import { applyPosition, usePositions } from './positions-store.ts';

function logOut(address: string): void {
  const account = anAccount(address);
  showAccount(account.id, { ...account, session: { ...account.session, state: 'expired' } });
}

function show(wide = true) {
  return renderDesk(<PositionsPanel wide={wide} refusedExit={() => null} />);
}
const rows = () => screen.getAllByRole('row');
const total = () => rows().at(-1)?.textContent ?? '';

describe('positions whose figures are not of now', () => {
  beforeEach(() => {
    protectedBy();
    forgetPnl();
    prices.forget();
    prices.connected(() => undefined);
    usePositions.setState({ byKey: {} });
    applyPosition(
      aPosition('MASTER:k2', {
        childPositions: [aChildPosition('CHILD:c1', 130), aChildPosition('CHILD:c2', 65)],
      }),
    );
  });

  it.each([true, false])(
    'say in the row of a child, and in its master’s, that it is logged out; wide: %s',
    (wide) => {
      show(wide);
      expect(screen.queryByText('logged out')).toBeNull();
      act(() => logOut('CHILD:c2'));
      const [, master, first, second] = rows();
      expect(master?.textContent).toContain('c2 logged out');
      expect(first?.textContent).not.toContain('logged out');
      expect(second?.textContent).toContain('logged out');
      const muted = [...(second?.querySelectorAll('.stale-figure') ?? [])].map(
        ({ textContent }) => textContent,
      );
      expect(muted).toEqual(expect.arrayContaining(['+65', '+1,495.00']));
      expect(first?.querySelectorAll('.stale-figure')).toHaveLength(0);
      act(() => logOut('MASTER:k2'));
      expect(screen.getByText(/^k2 is not logged in: this is as it was last read\./)).toBeTruthy();
      expect(rows()[1]?.querySelectorAll('.stale-figure').length).toBeGreaterThan(2);
      act(() => useAccounts.setState({ list: null }));
      expect(screen.queryByText(/logged out|not logged in/)).toBeNull();
    },
  );

  it('say in the sum which of it is of another moment, and how old that is', async () => {
    const other = 'NSE:RELIANCE';
    applyPosition(aPosition('MASTER:k2', { instrumentId: other, netQty: 10, pnl: 5 }));
    show();
    prices.take(aTick(INSTRUMENT_ID, 124.15));
    prices.take(aTick(other, 1510));
    await waitFor(() => expect(total()).toMatch(/^All accounts\+/));
    prices.take(aTick(other, 1510, { stale: true }));
    await waitFor(() => expect(total()).toMatch(/^All accounts1 of 4 at a price \d+ s old\+/));
    act(() => logOut('CHILD:c2'));
    expect(total()).toMatch(/^All accounts1 of 4 at a price \d+ s old·c2 as last read\+/);
    prices.take(aTick(INSTRUMENT_ID, 124.15, { stale: true }));
    await waitFor(() => expect(total()).toMatch(/^All accountsat prices up to \d+ s old·c2 as last read\+/));
  });

  it('leave out of the sum’s words a logged out account that holds nothing', () => {
    act(() =>
      applyPosition(
        aPosition('MASTER:k2', {
          childPositions: [aChildPosition('CHILD:c1', 130), aChildPosition('CHILD:c2', 0)],
        }),
      ),
    );
    show();
    act(() => logOut('CHILD:c2'));
    expect(total()).not.toContain('c2');
  });

  it('say how much leaves with its master by its figure: the word has no room beside it', () => {
    usePositions.setState({ byKey: {} });
    applyPosition(
      aPosition('MASTER:k2', {
        sl: 110,
        setSl: true,
        childPositions: [aChildPosition('CHILD:c1', 2600, { copied: 1950 })],
      }),
    );
    show(false);
    const cell = screen.getByRole('button', { name: /^Stop of .*: inherits 1,950\. Change/ });
    expect(cell.textContent).toBe('1,950');
    expect(cell.title).toBe('1,950 of 2,600 leave with its master');
  });

  it('are muted in the column of the copies too while the page is cut off', () => {
    usePositions.setState({ byKey: {} });
    applyPosition(
      aPosition('MASTER:k2', {
        childPositions: [aChildPosition('CHILD:c1', 130, { expected: 130, drift: 0 })],
      }),
    );
    show();
    const isMuted = (words: string): boolean => screen.getByText(words).classList.contains('stale-figure');
    expect([isMuted('1 of 1 hold'), isMuted('2 of 2 lots')]).toEqual([false, false]);
    act(() => useLink.setState({ state: 'lost' }));
    expect([isMuted('1 of 1 hold'), isMuted('2 of 2 lots')]).toEqual([true, true]);
  });
});
