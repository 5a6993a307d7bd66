import type { Segment } from '@copydesk/core';

/** What a segment name of Upstox stands for. */
export interface UpstoxSegment {
  readonly segment: Segment;
  readonly kind: 'cash' | 'contracts' | 'index';
  /** Whether orders count lots, so that the list's lot size is not theirs. */
  readonly inLots: boolean;
}

/** Segments that we trade or show. `GLOBAL_INDEX`, `GLOBAL_INDICATOR` and whatever else appears are none of them. Source: lists of 2025-03 to 2026-08. */
export const UPSTOX_SEGMENTS: Readonly<Record<string, UpstoxSegment>> = {
  NSE_EQ: { segment: 'NSE', kind: 'cash', inLots: false },
  BSE_EQ: { segment: 'BSE', kind: 'cash', inLots: false },
  NSE_INDEX: { segment: 'NSE', kind: 'index', inLots: false },
  BSE_INDEX: { segment: 'BSE', kind: 'index', inLots: false },
  MCX_INDEX: { segment: 'MCX', kind: 'index', inLots: false },
  NSE_FO: { segment: 'NFO', kind: 'contracts', inLots: false },
  BSE_FO: { segment: 'BFO', kind: 'contracts', inLots: false },
  NCD_FO: { segment: 'CDS', kind: 'contracts', inLots: true },
  BCD_FO: { segment: 'BCD', kind: 'contracts', inLots: true },
  MCX_FO: { segment: 'MCX', kind: 'contracts', inLots: true },
  NSE_COM: { segment: 'NCO', kind: 'contracts', inLots: true },
};

/** The segment of a name, or undefined. */
export function upstoxSegment(name: string): UpstoxSegment | undefined {
  return Object.hasOwn(UPSTOX_SEGMENTS, name) ? UPSTOX_SEGMENTS[name] : undefined;
}
