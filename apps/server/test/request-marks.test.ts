import type { DeskEvent, JournalEntry, RequestMark } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { durableIntentOf } from '../src/idempotency/request-marks.ts';

const request: RequestMark = { key: 'click-1', route: 'POST /api/divergences/:id/resync', bodyHash: 'a' };
const entry = (event: object): JournalEntry =>
  ({ userId: 'usr-asha', at: 1, event: event as DeskEvent }) as unknown as JournalEntry;

describe('what the journal remembers of a request', () => {
  it('is every order of a repair, and not its first step alone', () => {
    const orders = [{ orderId: 'one' }, { orderId: 'two' }];
    const made = (mark: RequestMark) =>
      durableIntentOf(entry({ type: 'orders-journaled', orders, request: mark }))?.made;
    expect(made(request)).toEqual({ kind: 'repair', ids: ['one', 'two'] });
    expect(made({ ...request, route: 'POST /api/orders' })).toEqual({ kind: 'order', id: 'one' });
  });

  it('is kept of a difference that is wanted and of a switch that is lifted; older ones name nobody', () => {
    for (const type of ['difference-accepted', 'kill-switch-lifted']) {
      expect(durableIntentOf(entry({ type, request }))?.mark).toEqual(request);
      expect(durableIntentOf(entry({ type }))).toBeUndefined();
    }
  });
});
