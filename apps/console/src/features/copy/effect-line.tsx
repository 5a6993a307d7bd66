import type { Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { formatQuantity, type Money, money } from '../../lib/numbers.ts';
import { type ChildDraft, childDraftOf, childFaults } from './child-draft.ts';
import { type Capitals, sized } from './effect.ts';
import { SAMPLES, type Sample, useLotSize } from './lot-sizes.ts';

/** Master sizes of which the effect is shown: lots, or shares where a lot is one. */
const LOTS = [1, 2, 4, 10] as const;
const SHARES = [1, 10, 100, 500] as const;

interface EffectLineProps {
  readonly child: ChildDraft;
  readonly environment: Group['environment'];
  readonly masterCapital: Money | null;
}

/** `1 → 0 skip · 2 → 1 · 4 → 2 lots`, and the same in units; what it was, while the draft says something else. */
export function EffectLine({ child, environment, masterCapital }: EffectLineProps) {
  const [sample, setSample] = useState<Sample>('NIFTY');
  const lotSize = useLotSize(sample, environment);
  const told = child.kept?.capital ?? null;
  const capital = told === null ? null : money(told);
  const capitals = { master: masterCapital, child: capital };
  const faults = childFaults(child);
  const unfit = ['factor', 'lots', 'quantity', 'capLots', 'declared', 'maxQuantity'] as const;
  return (
    <div className="figures flex flex-wrap items-baseline gap-x-3 gap-y-1 text-table">
      <label className="inline-flex items-baseline gap-2 text-muted">
        Effect
        <select
          value={sample}
          onChange={(event) => setSample(event.target.value as Sample)}
          className="h-6 rounded-box border border-edge bg-panel px-1 text-text"
        >
          {SAMPLES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        {sample === 'Shares' ? null : <span>lot {lotSize ?? '—'}</span>}
      </label>
      {unfit.some((field) => faults[field] !== undefined) ? (
        <span className="text-muted">—</span>
      ) : lotSize === undefined || lotSize === null ? (
        <span className="text-muted">{lotSize === null ? 'No list knows its lot.' : 'Reading its lot.'}</span>
      ) : (
        <Words child={child} lotSize={lotSize} capitals={capitals} />
      )}
    </div>
  );
}

interface WordsProps {
  readonly child: ChildDraft;
  readonly lotSize: number;
  readonly capitals: Capitals;
}

function Words({ child, lotSize, capitals }: WordsProps) {
  const now = wordsOf(child, lotSize, capitals);
  const before = child.kept === null ? null : wordsOf(childDraftOf(child.kept), lotSize, capitals);
  if (now === null)
    return (
      <span className="text-text-2">
        By the capital of both accounts; what one of them has is not known yet. Read its funds, or declare it.
      </span>
    );
  return (
    <>
      <span>{now.lots}</span>
      <span className="text-text-2">{now.units}</span>
      {before === null || before.lots === now.lots ? null : (
        <span className="text-muted">was {before.lots}</span>
      )}
    </>
  );
}

/** In lots, and in units beside it; null without a capital. */
function wordsOf(
  child: ChildDraft,
  lotSize: number,
  capitals: Capitals,
): { readonly lots: string; readonly units: string } | null {
  const sizes: readonly number[] = lotSize === 1 ? SHARES : LOTS;
  const results = sizes.map((size) => ({ size, sent: sized(child, size * lotSize, lotSize, capitals) }));
  if (results.some(({ sent }) => sent === undefined)) return null;
  const parts = results.map(({ size, sent }) =>
    sent === null || sent === undefined
      ? `${formatQuantity(size)} → 0 skip`
      : `${formatQuantity(size)} → ${formatQuantity(sent / lotSize)}`,
  );
  const last = results.findLast(({ sent }) => typeof sent === 'number');
  const units =
    lotSize === 1 || last === undefined || typeof last.sent !== 'number'
      ? ''
      : `(${formatQuantity(last.size * lotSize)} → ${formatQuantity(last.sent)})`;
  return { lots: `${parts.join(' · ')} ${lotSize === 1 ? 'shares' : 'lots'}`, units };
}
