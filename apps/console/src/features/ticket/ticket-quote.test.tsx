import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { prices } from '../../live/prices.ts';
import { anInstrument, aTick, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { renderDesk } from '../../testing/render.tsx';
import { TicketQuote } from './ticket-quote.tsx';

describe('the price under the name in the ticket', () => {
  it('shows the last price, the change of the day and the best prices, and no best prices that are old', async () => {
    renderDesk(<TicketQuote instrument={anInstrument()} environment="sandbox" />);
    prices.connected(() => undefined);
    const quote = () => document.querySelector('[data-quote]')?.textContent;
    prices.take(aTick(INSTRUMENT_ID, 130, { environment: 'live' }));
    prices.take(aTick(INSTRUMENT_ID, 124.15));
    await waitFor(() => expect(quote()).toBe('124.15↑+4.86%bid 124.10 ask 124.20'));
    prices.take(aTick(INSTRUMENT_ID, 124.15, { stale: true }));
    await waitFor(() => expect(quote()).toMatch(/^124\.15\d s old$/));
  });
});
