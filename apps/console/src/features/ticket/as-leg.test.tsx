import { screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Holdings } from '../../lib/holdings.ts';
import { anInstrument } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import type { CollectLeg } from './as-leg.tsx';
import { TicketPanel } from './ticket-panel.tsx';
import { clearTicket, fillTicket, type Ticket, useTicket } from './ticket-store.ts';

const holdings: Holdings = { quantity: () => 0, subscribe: () => () => undefined };

function renderTicket(part: Partial<Ticket>, onCollect: CollectLeg) {
  clearTicket();
  fillTicket({ instrument: anInstrument(), side: 'BUY', size: '2' });
  useTicket.setState(part);
  return renderDesk(
    <TicketPanel holdings={holdings} orderedToday={() => true} onPlaced={vi.fn()} onCollect={onCollect} />,
  );
}

describe('what stands in the ticket, as a leg', () => {
  beforeEach(() => {
    network.use(
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({ sl: null, target: null, trail: null, resting: false }),
      ),
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
    );
  });

  it('counts it in lots and hands on account, product and “Master only”', async () => {
    const onCollect = vi.fn<CollectLeg>(() => null);
    const { user } = renderTicket(
      { size: '130', unit: 'quantity', product: 'I', masterOnly: true },
      onCollect,
    );
    await user.click(screen.getByRole('button', { name: 'Add as a leg' }));
    expect(onCollect.mock.calls).toEqual([
      [
        { instrument: anInstrument(), side: 'BUY', size: '2', orderType: 'MARKET', price: '' },
        { product: 'I', accountId: 'id-MASTER:k2', masterOnly: true },
      ],
    ]);
  });

  it.each([
    ['100 units are no lots', { size: '100', unit: 'quantity' }, /^Not added: .*65/],
    ['an order for now alone is none', { validity: 'IOC' }, 'Not added: a leg is valid for the day.'],
    ['its stop would be lost', { stop: '90' }, 'Not added: a leg takes no stop, target or trail along.'],
  ] as const)('passes nothing on, and says why: %s', async (_, part, words) => {
    const onCollect = vi.fn<CollectLeg>(() => null);
    const { user } = renderTicket(part, onCollect);
    await user.click(screen.getByRole('button', { name: 'Add as a leg' }));
    expect(screen.getByText(words)).toBeTruthy();
    expect(onCollect).not.toHaveBeenCalled();
  });

  it('says why the basket does not take it, until something else stands there', async () => {
    const { user } = renderTicket({}, () => 'A basket takes 20 legs at most.');
    await user.click(screen.getByRole('button', { name: 'Add as a leg' }));
    expect(screen.getByText('A basket takes 20 legs at most.')).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Sell' }));
    expect(screen.queryByText('A basket takes 20 legs at most.')).toBeNull();
  });
});
