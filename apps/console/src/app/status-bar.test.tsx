import { act, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { useLink } from '../live/link-store.ts';
import { prices } from '../live/prices.ts';
import { aTick } from '../testing/fixtures.ts';
import { network } from '../testing/network.ts';
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
});
