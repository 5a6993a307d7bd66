import type { TimelineItem } from '@copydesk/api-contract';
import { expect, it } from 'vitest';
import { picture } from './timeline-lanes.ts';

function item(account: string, type: string, sinceMs: number): TimelineItem {
  return {
    eventId: sinceMs,
    at: '2026-11-23T11:22:07.041+05:30',
    sinceMs,
    monotonicMs: sinceMs,
    type,
    orderId: `o-${account}`,
    accountId: `id-${account}`,
    account,
    part: null,
    slice: 0,
    text: type,
    deciding: false,
  };
}

it('draws a lane for each account, a fill at its last part, and what came minutes later at the edge', () => {
  const { lanes, endMs } = picture([
    item('MASTER:k2', 'orders-journaled', 0),
    item('MASTER:k2', 'order-sending', 4),
    item('MASTER:k2', 'order-accepted', 38),
    item('MASTER:k2', 'order-filled', 41),
    item('MASTER:k2', 'order-filled', 88),
    item('CHILD:c2', 'order-sending', 39),
    item('CHILD:c2', 'order-outcome-lost', 61),
    item('CHILD:c2', 'order-filled', 120_000),
    item('CHILD:c2', 'funds-read', 90_000),
  ]);
  expect(endMs).toBe(100);
  expect(lanes.map((lane) => [lane.account, lane.words])).toEqual([
    ['MASTER:k2', 'sent 4 ms · ack 38 ms · filled 88 ms'],
    ['CHILD:c2', 'sent 39 ms · no answer 61 ms · filled 120.0 s'],
  ]);
  expect(lanes[1]?.marks.map((mark) => [mark.kind, mark.beyond])).toEqual([
    ['sent', false],
    ['unknown', false],
    ['filled', true],
  ]);
});
