import type { StatusReading } from '@copydesk/core';

type KnownStatus = Extract<StatusReading, { kind: 'known' }>['status'];

/**
 * Kite order status → our status, for rows with nothing filled.
 *
 * Source: Kite Connect v3 docs, "Orders", read 2026-11; * occurs on the stream and in postbacks only; † only in a
 * history; ‡ listed by the Java SDK 4.0.1 alone. Words reported without proof (`NOT MODIFIED`, `CANCELLED AMO` …) are
 * left out: an unknown status is shown and leaves the state as it was.
 */
// biome-ignore format: read as a table
export const KITE_ORDER_STATUS: Readonly<Record<string, KnownStatus>> = {
  'PUT ORDER REQ RECEIVED':    'accepted',
  'VALIDATION PENDING':        'accepted',
  'OPEN PENDING':              'accepted',
  'AMO REQ RECEIVED':          'accepted', // waits at the broker for the session to open
  OPEN:                        'working',
  UPDATE:                      'working', // *
  MODIFIED:                    'working', // † still with the old price
  'MODIFY VALIDATION PENDING': 'working',
  'MODIFY PENDING':            'working',
  'CANCEL PENDING':            'working', // may still fill
  'TRIGGER PENDING':           'working', // a stop that has not triggered rests at the broker
  COMPLETE:                    'filled',
  CANCELLED:                   'cancelled', // the filled part stays filled
  REJECTED:                    'rejected',
  LAPSED:                      'expired', // ‡
};

/** Reads a status with what is filled: a working order with fills is partly filled. */
export function readKiteStatus(raw: string, filled: number): StatusReading {
  const status = Object.hasOwn(KITE_ORDER_STATUS, raw) ? KITE_ORDER_STATUS[raw] : undefined;
  if (status === undefined) return { kind: 'unknown', raw };
  return { kind: 'known', status: status === 'working' && filled > 0 ? 'partly-filled' : status };
}
