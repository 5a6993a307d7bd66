import type { ChildOrder } from '@copydesk/api-contract';
import { CircleQuestionMark, CircleSlash2, type LucideIcon, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { summarise } from './status-words.ts';

/** So many names a kind; the rest is counted. */
const NAMED = 2;

interface Trouble {
  readonly names: readonly string[];
  readonly word: string;
  readonly look: string;
  readonly Icon: LucideIcon;
}

/** `✓2 · ⊗ c2 refused`: from a closed row, whether a child needs somebody, which, and what its trouble is. */
export function CopiesSummary({ childOrders }: { readonly childOrders: readonly ChildOrder[] }) {
  if (childOrders.length === 0) return <span className="text-muted">—</span>;
  const { done, open, unknown, skipped, refused } = summarise(childOrders);
  const kinds: readonly Trouble[] = [
    { names: unknown, word: 'checking', look: 'text-unknown', Icon: CircleQuestionMark },
    { names: refused, word: 'refused', look: 'text-loss', Icon: OctagonX },
    { names: skipped, word: 'skipped', look: 'text-text-2', Icon: CircleSlash2 },
  ];
  const troubles = kinds.filter(({ names }) => names.length > 0);
  const parts: ReactNode[] = [];
  if (done > 0)
    parts.push(
      <span>
        <span aria-hidden>✓{done}</span>
        <span className="sr-only">{done} filled</span>
      </span>,
    );
  if (open > 0) parts.push(<span>{open} open</span>);
  for (const trouble of troubles) parts.push(<Named {...trouble} wordless={troubles.length > 1} />);
  const title = troubles.map(({ names, word }) => `${names.join(', ')} ${word}`).join(' · ');
  return (
    <span className="figures inline-flex items-center gap-1" title={title === '' ? undefined : title}>
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts stand in a fixed order
        <span key={index} className="inline-flex items-center gap-1">
          {index > 0 ? <span className="text-muted">·</span> : null}
          {part}
        </span>
      ))}
    </span>
  );
}

/** `⊗ c2 refused`; several kinds have room for their icons and names, and their words are heard. */
function Named({ names, word, look, Icon, wordless }: Trouble & { readonly wordless: boolean }) {
  const more = names.length > NAMED ? ` +${names.length - NAMED}` : '';
  return (
    <span className={`inline-flex items-center gap-0.5 ${look}`}>
      <Icon size={12} aria-hidden />
      <span>
        {names.slice(0, NAMED).join(', ')}
        {more} <span className={wordless ? 'sr-only' : undefined}>{word}</span>
      </span>
    </span>
  );
}
