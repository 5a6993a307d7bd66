import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../lib/times.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { useLink } from '../live/link-store.ts';
import { prices } from '../live/prices.ts';
import { aTick } from '../testing/fixtures.ts';
import { moveSandboxClock, network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { StatusBar } from './status-bar.tsx';

describe('the status bar', () => {
  it('says that prices are old by a sign, not by its hue alone', async () => {
    network.use(
      http.get('*/api/conditions', () => HttpResponse.error()),
      http.get('*/api/brokers', () => HttpResponse.error()),
      http.get('*/api/health', () => HttpResponse.error()),
    );
    const end = prices.watch('sandbox NSE:RELIANCE', () => undefined);
    renderDesk(<StatusBar />);
    act(() => prices.take(aTick('NSE:RELIANCE', 100)));
    expect(await screen.findByText(/^Feed/)).toBeTruthy();
    expect(screen.queryByRole('img', { name: 'Old prices:' })).toBeNull();
    act(() => useLink.setState({ offsetMs: 14_000 }));
    expect(await screen.findByRole('img', { name: 'Old prices:' })).toBeTruthy();
    end();
  });

  it('says nothing of a feed before there is an account', () => {
    network.use(
      http.get('*/api/conditions', () => HttpResponse.error()),
      http.get('*/api/brokers', () => HttpResponse.error()),
      http.get('*/api/health', () => HttpResponse.error()),
    );
    renderDesk(<StatusBar />);
    act(() => useAccounts.setState({ list: [] }));
    expect(screen.queryByText(/^Feed/)).toBeNull();
  });

  it('is muted as a whole while the page is cut off, and no stream is drawn as up', async () => {
    network.use(
      http.get('*/api/brokers', () => HttpResponse.error()),
      http.get('*/api/health', () => HttpResponse.error()),
    );
    const { container } = renderDesk(<StatusBar />);
    const streams = (await screen.findByText(/^Zerodha/)).closest('span');
    expect(streams?.textContent).toBe('Zerodha k2 sbx,c1 sbx,c2 sbx');
    const filled = () => container.querySelectorAll('.fill-current').length;
    expect(filled()).toBe(2);
    act(() => useLink.setState({ state: 'lost' }));
    expect(filled()).toBe(0);
    expect(streams?.closest('.stale-figure')).not.toBeNull();
    expect(screen.getByText(/^Feed/).closest('.stale-figure')).not.toBeNull();
  });

  it("says since when no tick came, and when logins end, by the sandbox's clock", async () => {
    moveSandboxClock(30 * 86_400_000);
    network.use(
      http.get('*/api/brokers', () => HttpResponse.error()),
      http.get('*/api/health', () => HttpResponse.error()),
    );
    prices.forget();
    renderDesk(<StatusBar />);
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const { list } = useAccounts.getState();
    act(() =>
      useAccounts.setState({
        list: (list ?? []).map((one) => ({ ...one, session: { ...one.session, validUntil: until } })),
      }),
    );
    // It ends on the sandbox's own day: no date stands beside it.
    await waitFor(() =>
      expect(screen.getByText(/^Logins end/).textContent).toMatch(/end \d\d:\d\d Zerodha$/),
    );
    expect(screen.getByText(/^Feed/).textContent).toMatch(/^Feed no tick since \d\d:\d\d:\d\d$/);
  });

  it("says of when the lists are by the sandbox's clock, as the morning board does", async () => {
    const movedMs = 30 * 86_400_000 + 5_400_000;
    moveSandboxClock(movedMs);
    network.use(
      http.get('*/api/brokers', () => HttpResponse.error()),
      http.get('*/api/health', () => HttpResponse.error()),
    );
    const { queries } = renderDesk(<StatusBar />);
    const [account] = useAccounts.getState().list ?? [];
    // In the middle of a minute: what the way of an answer takes is not seen.
    const readMs = Math.floor(Date.now() / 60_000) * 60_000 - 30_000;
    const instruments = { state: 'loaded', loadedAt: new Date(readMs).toISOString() };
    act(() => {
      queries.setQueryData(['brokers'], [{ id: account?.broker, name: 'Zerodha', instruments }]);
    });
    const wanted = `Lists ${formatTime(readMs + movedMs).slice(0, 5)}`;
    await waitFor(() => expect(screen.getByText(/^Lists/).textContent).toBe(wanted));
  });
});
