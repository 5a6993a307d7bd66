import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import type { Holdings } from '../../lib/holdings.ts';
import type { Scope } from '../../live/scope.ts';
import { aBasket, HEDGE_ID } from '../../testing/basket.ts';
import { anInstrument } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { forgetBasketDraft, putLeg } from './basket-draft.ts';
import { BasketPanel } from './basket-panel.tsx';

const SOLD = anInstrument();
const HEDGE = anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' });

const held = create<Readonly<Record<string, number>>>(() => ({}));
const holdings: Holdings = {
  quantity: (_, instrumentId) => held.getState()[instrumentId] ?? 0,
  subscribe: held.subscribe,
};
const on = create<{ readonly stops: readonly Scope[] }>(() => ({ stops: [] }));

function Shown({ onSeeStops }: { readonly onSeeStops: () => void }) {
  const { stops } = on();
  return (
    <BasketPanel
      holdings={holdings}
      booked={[]}
      onPlaced={() => undefined}
      stops={stops}
      onSeeStops={onSeeStops}
    />
  );
}

function renderBasket() {
  const onSeeStops = vi.fn();
  return { onSeeStops, ...renderDesk(<Shown onSeeStops={onSeeStops} />) };
}

const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const button = () => screen.getByRole('button', { name: /^Send 2 legs/ });
const question = () => screen.queryByRole('group', { name: 'Send?' });

describe('a basket under a kill switch', () => {
  let sent = 0;

  beforeEach(() => {
    sent = 0;
    forgetBasketDraft();
    held.setState({}, true);
    on.setState({ stops: [{ scope: 'group', groupId: 'g1' }] });
    putLeg({ instrument: SOLD, side: 'SELL' });
    putLeg({ instrument: HEDGE, side: 'BUY' });
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.post('*/api/baskets', () => {
        sent += 1;
        return HttpResponse.json(aBasket(), { status: 202 });
      }),
      http.get('*/api/baskets/:id', () => HttpResponse.json(aBasket())),
    );
  });

  it('says that entries are blocked, leads to the switch, and cannot be sent while a leg enters', async () => {
    held.setState({ [SOLD.id]: 65 });
    const { user, onSeeStops } = renderBasket();
    screen.getByText('Kill switch is on: entries are blocked. Exits work.');
    expect(button().getAttribute('aria-disabled')).toBe('true');
    await user.click(button());
    fireEvent.keyDown(button(), { key: 'Enter', ctrlKey: true });
    expect(question()).toBeNull();
    await user.click(screen.getByRole('button', { name: 'See' }));
    expect(onSeeStops).toHaveBeenCalledOnce();
    expect(sent).toBe(0);
  });

  it('lets a basket through that only exits', async () => {
    held.setState({ [SOLD.id]: 65, [HEDGE.id]: -65 });
    const { user } = renderBasket();
    expect(screen.queryByText(/entries are blocked/)).toBeNull();
    await user.click(button());
    await past(260);
    await user.click(screen.getByRole('button', { name: /^Send Enter/ }));
    await waitFor(() => expect(sent).toBe(1));
  });

  it('takes "Send?" back when the switch is set meanwhile, and says nothing of one that stops another account', async () => {
    on.setState({ stops: [{ scope: 'account', accountId: 'id-CHILD:c1' }] });
    const { user } = renderBasket();
    expect(screen.queryByText(/entries are blocked/)).toBeNull();
    await user.click(button());
    expect(question()).not.toBeNull();
    act(() => on.setState({ stops: [{ scope: 'all' }] }));
    expect(question()).toBeNull();
    screen.getByText(/entries are blocked/);
    expect(sent).toBe(0);
  });
});
