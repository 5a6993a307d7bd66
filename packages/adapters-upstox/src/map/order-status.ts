/**
 * What an order's status word means.
 *
 * Decides: Upstox's status → ours. An unknown word is no status: it is shown and the order stays as it was.
 */
import type { StatusReading } from '@copydesk/core';

type KnownStatus = Extract<StatusReading, { kind: 'known' }>['status'];

/**
 * Upstox order status → our status, for rows with nothing filled. There is no word for a partial fill and none for
 * expiry: what is left of a day's order ends `cancelled`. Source: docs "appendix/order-status", read 2026-02.
 */
export const UPSTOX_ORDER_STATUS: Readonly<Record<string, KnownStatus>> = {
  'put order req received': 'accepted',
  'validation pending': 'accepted',
  'open pending': 'accepted',
  'after market order req received': 'accepted',
  'modify after market order req received': 'accepted',
  'trigger pending': 'working', // a stop that has not triggered rests at the broker
  open: 'working',
  'modify validation pending': 'working',
  'modify pending': 'working',
  modified: 'working',
  'not modified': 'working', // the change was refused, the order stays; the words say why
  'cancel pending': 'working',
  'not cancelled': 'working', // the cancel was refused: a fill was faster, or the order stays
  complete: 'filled',
  cancelled: 'cancelled', // the filled part stays filled
  'cancelled after market order': 'cancelled',
  rejected: 'rejected',
};

/** Reads a status in the light of what has filled: a living order that filled in part is `partly-filled`, one that filled in full `filled`. */
export function readUpstoxStatus(raw: string, filledQuantity: number, quantity: number): StatusReading {
  const status = Object.hasOwn(UPSTOX_ORDER_STATUS, raw) ? UPSTOX_ORDER_STATUS[raw] : undefined;
  if (status === undefined) return { kind: 'unknown', raw };
  if (filledQuantity > 0 && (status === 'accepted' || status === 'working')) {
    return { kind: 'known', status: filledQuantity < quantity ? 'partly-filled' : 'filled' };
  }
  return { kind: 'known', status };
}
