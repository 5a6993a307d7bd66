import { clsx } from 'clsx';
import { CircleCheck } from 'lucide-react';

const STEPS = ['You', 'Accounts', 'Trade'] as const;

/** `1 You ✓  2 Accounts  3 Trade`. */
export function Steps({ at }: { readonly at: 1 | 2 | 3 }) {
  return (
    <ol className="flex gap-6 py-2" aria-label="Steps">
      {STEPS.map((name, index) => {
        const number = index + 1;
        const done = number < at;
        return (
          <li
            key={name}
            aria-current={number === at ? 'step' : undefined}
            className={clsx(
              'inline-flex items-center gap-1.5 border-b-2 pb-1 text-control',
              number === at ? 'border-text font-semibold text-text' : 'border-transparent text-text-2',
            )}
          >
            <span className="figures">{number}</span> {name}
            {done ? <CircleCheck size={13} role="img" aria-label="done" /> : null}
          </li>
        );
      })}
    </ol>
  );
}
