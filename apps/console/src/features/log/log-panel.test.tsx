import type { JournalEvent } from '@copydesk/api-contract';
import { fireEvent, screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { useLink } from '../../live/link-store.ts';
import { INSTRUMENT_ID } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { eventName } from './event-names.ts';
import { LogPanel } from './log-panel.tsx';

function anEvent(eventId: number, part: Partial<JournalEvent>): JournalEvent {
  return {
    eventId,
    at: '2026-11-23T11:22:07.041+05:30',
    type: 'order-filled',
    accountId: 'id-CHILD:c1',
    account: 'CHILD:c1',
    orderId: 'o1',
    groupId: 'g1',
    instrumentId: INSTRUMENT_ID,
    symbolName: 'NIFTY26D0126000CE',
    side: 'BUY',
    text: 'Filled: 65 at 71.30.',
    data: {},
    ...part,
  };
}

it('calls an order that is on its way no sent one', () => {
  expect(eventName('order-sending')).toBe('Order is being sent');
});

it('says of each event what it is about, in which account of the sandbox, leads to its order, and is found by it', async () => {
  const nothing = { orderId: null, instrumentId: null, symbolName: null, side: null, groupId: null };
  const items = [anEvent(1, { ...nothing, type: 'divergence-changed', text: 'Holds less.' }), anEvent(2, {})];
  network.use(http.get('*/api/events', () => HttpResponse.json({ items, next: null })));
  const before = useLink.getState().lastEventId;
  useLink.setState({ lastEventId: 2 });
  const { user } = renderDesk(<LogPanel />);
  const fill = await screen.findByRole('row', { name: /Filled: 65 at 71\.30\./ });
  expect(fill.textContent).toContain('c1 sbx');
  const link = within(fill).getByRole('link', { name: 'BUY NIFTY 01 DEC 26000 CE' });
  expect(link.getAttribute('href')).toBe('/orders/o1');
  expect(screen.getByRole('row', { name: /Drift changed/ })).toBeTruthy();
  fill.focus();
  // Held since before it had the focus: no press of its own.
  fireEvent.keyDown(fill, { key: 'Enter', repeat: true });
  expect(location.pathname).not.toBe('/orders/o1');
  await user.keyboard('{Enter}');
  expect(location.pathname).toBe('/orders/o1');
  await user.type(screen.getByRole('textbox', { name: 'Words of the log' }), '26000 ce');
  expect(screen.queryByRole('row', { name: /Drift changed/ })).toBeNull();
  expect(screen.getByText('1 rows are hidden.')).toBeTruthy();
  useLink.setState({ lastEventId: before });
});
