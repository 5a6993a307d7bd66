import { act, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { applyPosition, usePositions } from '../features/positions/positions-store.ts';
import { clearTicket, fillTicket, useTicket } from '../features/ticket/ticket-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { aGroup, anInstrument, aPosition } from '../testing/fixtures.ts';
import { aProblem, network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { DeskTicket } from './desk-ticket.tsx';

describe("the Desk's ticket", () => {
  it('knows what a child holds, though that stands in the row of its master: it closes no more, and opens nothing', async () => {
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({ sl: null, target: null, trail: null, resting: false }),
      ),
    );
    usePositions.setState({ byKey: {} });
    useGroups.setState({ list: [aGroup()] });
    applyPosition(aPosition('MASTER:k2'));
    applyPosition(aPosition('CHILD:c1', { netQty: 130, copied: 130 }));
    clearTicket();
    fillTicket({ instrument: anInstrument(), side: 'SELL', size: '2' });
    renderDesk(<DeskTicket />);
    expect(screen.getByText(/held 260$/)).toBeTruthy();
    act(() => useTicket.setState({ accountId: 'id-CHILD:c1' }));
    expect(screen.getByText(/held 130$/)).toBeTruthy();
    // What closes is protected by nothing.
    expect(screen.queryByText('Protection')).toBeNull();
  });
});
