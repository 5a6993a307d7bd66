import { act, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Holdings } from '../../lib/holdings.ts';
import { useLink } from '../../live/link-store.ts';
import { prices } from '../../live/prices.ts';
import { anInstrument, aTick, INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { forgetBasketDraft, putLeg } from './basket-draft.ts';
import { BasketPanel } from './basket-panel.tsx';

const holdings: Holdings = { quantity: () => 0, subscribe: () => () => undefined };
const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function beginLimit(part: Parameters<typeof aTick>[2], state: 'live' | 'lost'): Promise<string> {
  const { user } = renderDesk(
    <BasketPanel holdings={holdings} booked={[]} onPlaced={vi.fn()} stops={[]} onSeeStops={vi.fn()} />,
  );
  prices.connected(() => undefined);
  prices.take(aTick(INSTRUMENT_ID, 124.15, part));
  await screen.findByText('124.15');
  await past(50);
  act(() => useLink.setState({ state }));
  await user.selectOptions(screen.getByLabelText(/^Type of leg 1/), 'LIMIT');
  return screen.getByLabelText<HTMLInputElement>(/^Price ₹ of leg 1/).value;
}

describe('where the limit of a leg begins', () => {
  beforeEach(() => {
    forgetBasketDraft();
    putLeg({ instrument: anInstrument(), side: 'BUY', orderType: 'MARKET' });
    network.use(http.post('*/api/orders/preview', () => HttpResponse.json({ items: [] })));
  });

  it('is the last price', async () => {
    expect(await beginLimit({}, 'live')).toBe('124.15');
  });

  it('is nothing where the price is old', async () => {
    expect(await beginLimit({ stale: true }, 'live')).toBe('');
  });

  it('is nothing where the page is cut off: its price is from before', async () => {
    expect(await beginLimit({}, 'lost')).toBe('');
  });
});
