import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAccounts } from '../live/accounts-store.ts';
import { forgetPnl, takePnl } from '../live/pnl-store.ts';
import { renderDesk } from '../testing/render.tsx';
import { DayPnl } from './day-pnl.tsx';

const account = (address: string, dayPnl: number | null) => ({
  accountId: `id-${address}`,
  account: address,
  pnl: dayPnl,
  dayPnl,
  realisedPnL: 0,
  unrealisedPnL: dayPnl,
  stale: false,
  uncounted: 0,
});

describe("the family's day", () => {
  beforeEach(() => forgetPnl());

  it('says nothing before there is an account', () => {
    const { container } = renderDesk(<DayPnl />);
    act(() => useAccounts.setState({ list: [] }));
    expect(container.textContent).toBe('');
  });

  it('names the accounts that are not in it, and is no zero where nothing is known', () => {
    const { container } = renderDesk(<DayPnl />);
    screen.getByText('Day not told yet');
    const tell = (...accounts: ReturnType<typeof account>[]): void =>
      act(() => takePnl({ at: '2026-11-23T10:12:43.000+05:30', positions: [], accounts }));
    tell(account('MASTER:k2', null));
    expect(container.textContent).toBe('Day ₹ sbxnot known');
    tell(account('MASTER:k2', 100.05), account('CHILD:c1', null));
    expect(container.textContent).toBe('Day ₹ sbx+100.05without c1, c2');
    tell(account('CHILD:c1', -0.05), account('CHILD:c2', 0));
    expect(container.textContent).toBe('Day ₹ sbx+100.00');
  });
});
