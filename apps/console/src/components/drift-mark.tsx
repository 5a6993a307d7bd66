import type { Divergence } from '@copydesk/api-contract';
import { EqualNot } from 'lucide-react';
import { formatSignedQuantity } from '../lib/numbers.ts';
import { driftOf } from '../live/divergences-store.ts';

/** `≠ −1 lot`, outlined: a child that holds something else than its rule says. */
export function DriftMark({ divergence }: { readonly divergence: Divergence }) {
  return (
    <span className="inline-flex items-center gap-1 rounded-chip border border-drift px-1 text-drift">
      <EqualNot aria-hidden size={12} className="shrink-0" />
      <span className="figures">{driftWords(divergence)}</span>
    </span>
  );
}

/** In lots; in units while it is less than a lot, or no list knows the lot. */
export function driftWords(divergence: Pick<Divergence, 'actual' | 'expected' | 'lots'>): string {
  const { lots } = divergence;
  if (lots === null || lots === 0) return formatSignedQuantity(driftOf(divergence));
  return `${formatSignedQuantity(lots)} ${Math.abs(lots) === 1 ? 'lot' : 'lots'}`;
}
