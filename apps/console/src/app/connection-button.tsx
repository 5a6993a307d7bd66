import { clsx } from 'clsx';
import { Popover } from 'radix-ui';
import { lazy } from 'react';
import { PagePart } from '../components/ui/page-part.tsx';
import { useLink } from '../live/link-store.ts';
import { useRoundTrip } from '../live/round-trip.ts';
import { useWorst } from './worst-connection.ts';

const ConnectionParts = lazy(async () => ({
  default: (await import('./connection-parts.tsx')).ConnectionParts,
}));

/** The worst of all connections, in a word; behind it each part. */
export function ConnectionButton() {
  const { Icon, word, hue } = useWorst();
  const lost = useLink((link) => link.state === 'lost');
  const ms = useRoundTrip();
  return (
    <Popover.Root>
      <Popover.Trigger className="inline-flex h-6 items-center gap-1.5 rounded-box px-1 whitespace-nowrap hover:bg-hover">
        <span className="sr-only">Connection:</span>
        <span className={clsx('inline-flex items-center gap-1.5', hue)}>
          <Icon aria-hidden size={14} />
          {word}
        </span>
        {lost || ms === undefined ? null : <span className="figures text-text-2">{ms} ms</span>}
      </Popover.Trigger>
      <Popover.Content
        align="end"
        sideOffset={6}
        aria-label="Connections"
        className="z-30 max-h-[70vh] w-96 max-w-[calc(100vw-16px)] overflow-auto rounded-box border border-line bg-panel p-3 text-table shadow-pop"
      >
        <PagePart name="The list of connections" waiting={<div className="h-40" aria-busy />}>
          <ConnectionParts />
        </PagePart>
      </Popover.Content>
    </Popover.Root>
  );
}
