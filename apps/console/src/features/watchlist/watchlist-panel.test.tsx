import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../live/preferences.ts';
import { prices } from '../../live/prices.ts';
import { anInstrument, aTick, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { addList, watch } from './change-watchlists.ts';
import { WatchlistPanel } from './watchlist-panel.tsx';
import { ITEMS_MOST, withItem } from './watchlists.ts';

const RELIANCE = { id: 'NSE:RELIANCE', symbol: 'RELIANCE' };
const NIFTY = { id: INSTRUMENT_ID, symbol: 'NIFTY26D0126000CE' };

function names(): readonly string[] {
  return screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.dataset['row'] ?? '');
}

describe('the watchlist', () => {
  beforeEach(() => {
    network.use(
      http.put('*/api/preferences', async ({ request }) => {
        const { version, document } = (await request.json()) as { version: number; document: object };
        return HttpResponse.json({ version: version + 1, document });
      }),
      http.get('*/api/instruments/:id', () => HttpResponse.json({ ...anInstrument(), listings: [] })),
    );
    usePreferences.setState({
      read: true,
      values: { watchlists: [{ name: 'Mine', items: [RELIANCE, NIFTY] }] },
    });
  });

  it('cuts the underlying of an option where there is no room, never its day, strike and side', () => {
    const { container } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={vi.fn()} />);
    expect(container.querySelector('.truncate')?.textContent).toBe('NIFTY');
    expect(container.querySelector('.truncate + span')?.textContent).toBe(' 01 DEC 26000 CE');
  });

  it('shows price and change, and B on a row fills the ticket with that side', async () => {
    const onChoose = vi.fn();
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={onChoose} />);
    prices.connected(() => undefined);
    prices.take(aTick(NIFTY.id, 124.15));
    await waitFor(() => expect(screen.getAllByRole('row')[2]?.textContent).toContain('124.15↑+4.86%'));
    screen.getAllByRole('row')[2]?.focus();
    await user.keyboard('b');
    await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(1));
    expect(onChoose.mock.calls[0]?.[0]).toMatchObject({ id: NIFTY.id, lotSize: 65 });
    expect(onChoose.mock.calls[0]?.[1]).toBe('BUY');
  });

  it('has the way to the chart in each row, and by its key', async () => {
    const onChoose = vi.fn();
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={onChoose} />);
    await user.click(screen.getByRole('button', { name: 'Chart NIFTY 01 DEC 26000 CE' }));
    await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(1));
    expect(onChoose.mock.calls[0]?.[0]).toMatchObject({ id: NIFTY.id });
    expect(onChoose.mock.calls[0]?.[1]).toBe('chart');
    screen.getAllByRole('row')[2]?.focus();
    await user.keyboard('h');
    await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(2));
    expect(onChoose.mock.calls[1]?.[1]).toBe('chart');
  });

  it('is put in order by Alt and arrows, with the focus on the row that moved, and a row that left comes back', async () => {
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={vi.fn()} />);
    screen.getAllByRole('row')[2]?.focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(names()).toEqual([NIFTY.id, RELIANCE.id]));
    expect(document.activeElement?.getAttribute('data-row')).toBe(NIFTY.id);
    await user.keyboard('{Delete}');
    await waitFor(() => expect(names()).toEqual([RELIANCE.id]));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(names()).toEqual([NIFTY.id, RELIANCE.id]));
  });

  it('opens a menu on the row with the focus, and does from it what its keys do', async () => {
    const onChoose = vi.fn();
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={onChoose} />);
    const openMenu = async () => {
      await user.keyboard('{Shift>}{F10}{/Shift}');
      return screen.findByRole('menu', { name: 'More for NIFTY 01 DEC 26000 CE' });
    };
    const item = (name: RegExp) => screen.getByRole('menuitem', { name });
    screen.getAllByRole('row')[2]?.focus();
    await openMenu();
    expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
      'Show in the ticketEnter',
      'BuyB',
      'SellS',
      'ChartH',
      'Option chainO',
      'Move upAlt ↑',
      'Move downAlt ↓',
      'RemoveDel',
    ]);
    expect(item(/^Move down/).getAttribute('aria-disabled')).toBe('true');
    // Arrows move in the menu, and not in the table behind it.
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(document.activeElement?.getAttribute('data-row')).toBe(NIFTY.id);
    await openMenu();
    await user.click(item(/^Option chain/));
    await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(1));
    expect(onChoose.mock.calls[0]).toMatchObject([{ id: NIFTY.id }, 'chain']);
    await openMenu();
    await user.click(item(/^Move up/));
    await waitFor(() => expect(names()).toEqual([NIFTY.id, RELIANCE.id]));
    expect(document.activeElement?.getAttribute('data-row')).toBe(NIFTY.id);
    await openMenu();
    await user.click(item(/^Remove/));
    await waitFor(() => expect(names()).toEqual([RELIANCE.id]));
    expect(document.activeElement?.getAttribute('data-row')).toBe(RELIANCE.id);
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
    expect(onChoose).toHaveBeenCalledTimes(1);
  });

  it('opens the same menu by ⋯, and moves an instrument to another list that has room', async () => {
    usePreferences.setState({
      values: {
        watchlists: [
          { name: 'Mine', items: [RELIANCE, NIFTY] },
          { name: 'Other', items: [] },
          { name: 'Has it', items: [NIFTY] },
        ],
      },
    });
    const onChoose = vi.fn();
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={onChoose} />);
    await user.click(screen.getByRole('button', { name: 'More for NIFTY 01 DEC 26000 CE' }));
    expect(screen.queryByRole('menuitem', { name: 'To Has it' })).toBeNull();
    await user.click(await screen.findByRole('menuitem', { name: 'To Other' }));
    await waitFor(() => expect(names()).toEqual([RELIANCE.id]));
    expect(
      usePreferences.getState().values.watchlists?.map(({ items }) => items.map(({ id }) => id)),
    ).toEqual([[RELIANCE.id], [NIFTY.id], [NIFTY.id]]);
    expect(onChoose).not.toHaveBeenCalled();
  });

  it('keeps several lists, each instrument once in each', async () => {
    const { user } = renderDesk(<WatchlistPanel chosenId={undefined} onChoose={vi.fn()} />);
    await user.click(screen.getByRole('button', { name: 'New list' }));
    expect(screen.getByRole('button', { name: 'List 2' }).getAttribute('aria-pressed')).toBe('true');
    watch(anInstrument());
    watch(anInstrument());
    await waitFor(() => expect(names()).toEqual([NIFTY.id]));
    expect(usePreferences.getState().values.watchlists?.map(({ items }) => items.length)).toEqual([2, 1]);
    for (let more = 0; more < 9; more += 1) addList();
    expect(usePreferences.getState().values.watchlists).toHaveLength(6);
  });

  it('takes no more than the server keeps', () => {
    const items = Array.from({ length: ITEMS_MOST }, (_, index) => ({ id: `NSE:${index}`, symbol: 'X' }));
    const list = { name: 'Full', items };
    expect(withItem(list, RELIANCE)).toBe(list);
  });
});
