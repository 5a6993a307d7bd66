import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { formatRupeeChange, type Money } from '../../lib/numbers.ts';

/** What a day made: sign, arrow and hue. */
export function Gain({ value }: { readonly value: Money }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center font-semibold',
        value > 0 ? 'text-gain' : value < 0 ? 'text-loss' : 'text-text',
      )}
    >
      {value > 0 ? <ArrowUp aria-hidden size={12} /> : null}
      {value < 0 ? <ArrowDown aria-hidden size={12} /> : null}
      {formatRupeeChange(value)}
    </span>
  );
}
