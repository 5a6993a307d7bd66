import { act, screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Holdings } from '../../lib/holdings.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { HEDGE_ID } from '../../testing/basket.ts';
import { anAccount, anInstrument } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { forgetBasketDraft, putLeg, useBasketDraft } from './basket-draft.ts';
import { BasketPanel } from './basket-panel.tsx';
import { collectLeg } from './collect-leg.ts';

const SOLD = anInstrument();
const HEDGE = anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' });
const SANDBOX = anAccount('MASTER:k2');
const LIVE = anAccount('MASTER:m9', { environment: 'live', brokerName: 'Zerodha', group: null });
const holdings: Holdings = { quantity: () => 0, subscribe: () => () => undefined };

function renderBasket() {
  const shown = renderDesk(
    <BasketPanel holdings={holdings} booked={[]} onPlaced={vi.fn()} stops={[]} onSeeStops={vi.fn()} />,
  );
  act(() => useAccounts.setState({ list: [SANDBOX, LIVE] }));
  return shown;
}
const collect = (id: string) => act(() => collectLeg(id, 'BUY'));
const legIds = (): string[] => useBasketDraft.getState().legs.map(({ instrument }) => instrument.id);

describe('a basket of the sandbox, and one of live money', () => {
  beforeEach(() => {
    forgetBasketDraft();
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/instruments/:id', ({ params }) =>
        HttpResponse.json({ ...(params['id'] === HEDGE.id ? HEDGE : SOLD), listings: [] }),
      ),
    );
  });

  it('takes no price of the sandbox into a basket of live money', async () => {
    renderBasket();
    act(() => {
      putLeg({ instrument: HEDGE, side: 'BUY' }, { product: 'D', accountId: LIVE.id, masterOnly: false });
    });
    await collect(SOLD.id);
    expect(
      screen.getByText('Not added: the basket is of live money, and this price is of the sandbox.'),
    ).toBeTruthy();
    expect(legIds()).toEqual([HEDGE.id]);
  });

  it('begins in the account whose prices are collected when no leg stands there', async () => {
    renderBasket();
    act(() => useBasketDraft.setState({ accountId: LIVE.id }));
    await collect(SOLD.id);
    expect(legIds()).toEqual([SOLD.id]);
    expect(screen.getByLabelText<HTMLSelectElement>('Account').value).toBe(SANDBOX.id);
    expect(within(screen.getByRole('list', { name: /^Legs/ })).getByText('sbx')).toBeTruthy();
  });

  it('sends no leg that was collected elsewhere to an account that is chosen afterwards, and says so', async () => {
    const { user } = renderBasket();
    await collect(SOLD.id);
    await user.selectOptions(screen.getByLabelText('Account'), LIVE.id);
    expect(
      screen.getByText(
        'Collected in the sandbox, and this account trades live money: take it out, or choose another account.',
      ),
    ).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /^Send 1 leg/ }));
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    await user.selectOptions(screen.getByLabelText('Account'), SANDBOX.id);
    expect(screen.queryByText(/^Collected in the sandbox/)).toBeNull();
    await user.click(screen.getByRole('button', { name: /^Send 1 leg/ }));
    expect(screen.getByRole('group', { name: 'Send?' })).toBeTruthy();
  });

  it('collects nothing while nobody knows of which the prices are', async () => {
    renderBasket();
    act(() => useAccounts.setState({ list: null }));
    await collect(SOLD.id);
    expect(screen.getByText('Not collected: the accounts are not read yet.')).toBeTruthy();
    expect(legIds()).toEqual([]);
  });
});
