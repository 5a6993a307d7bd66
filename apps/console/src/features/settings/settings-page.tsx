import { clsx } from 'clsx';
import { lazy, useEffect, useRef } from 'react';
import { Link, Redirect, useRoute } from 'wouter';
import { Notice } from '../../components/ui/notice.tsx';
import { PagePart } from '../../components/ui/page-part.tsx';
import { usePreferences } from '../../live/preferences.ts';

const PARTS = {
  look: { name: 'Look', Part: lazy(async () => ({ default: (await import('./look.tsx')).Look })) },
  keys: { name: 'Keys', Part: lazy(async () => ({ default: (await import('./keys.tsx')).Keys })) },
  defaults: {
    name: 'Defaults',
    Part: lazy(async () => ({ default: (await import('./defaults.tsx')).Defaults })),
  },
  confirming: {
    name: 'Confirming',
    Part: lazy(async () => ({ default: (await import('./confirming.tsx')).Confirming })),
  },
  tokens: {
    name: 'API tokens',
    Part: lazy(async () => ({ default: (await import('./tokens.tsx')).Tokens })),
  },
  devices: {
    name: 'Devices',
    Part: lazy(async () => ({ default: (await import('./devices.tsx')).Devices })),
  },
  about: { name: 'About', Part: lazy(async () => ({ default: (await import('./about.tsx')).About })) },
} as const;

type PartName = keyof typeof PARTS;

/** What is set up once, each part on a page of its own. */
export function SettingsPage() {
  const [, params] = useRoute('/settings/:part');
  const asked = params?.part ?? '';
  const unsaved = usePreferences((state) => state.unsaved);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // The part that is shown is in view also where the line of parts is scrolled.
    nav.current
      ?.querySelector(`[href="/settings/${CSS.escape(asked)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [asked]);
  if (!Object.hasOwn(PARTS, asked)) return <Redirect to="/settings/look" replace />;
  const { name, Part } = PARTS[asked as PartName];
  return (
    <div className="flex min-h-0 flex-1 bg-panel phone:flex-col">
      <nav
        ref={nav}
        aria-label="Settings"
        // On a phone the parts stand in a line that is longer than the screen: it fades where it goes on.
        className="flex w-40 shrink-0 flex-col border-r border-line py-2 phone:w-full phone:flex-row phone:overflow-x-auto phone:border-r-0 phone:border-b phone:mask-r-from-90% phone:py-0 phone:pr-10"
      >
        {Object.entries(PARTS).map(([part, { name: word }]) => (
          <Link
            key={part}
            href={`/settings/${part}`}
            aria-current={part === asked ? 'page' : undefined}
            className={clsx(
              'flex h-8 shrink-0 items-center border-l-2 px-3 text-control focus-visible:-outline-offset-2 phone:border-b-2 phone:border-l-0',
              part === asked
                ? 'border-text bg-selected text-text'
                : 'border-transparent text-text-2 hover:bg-hover hover:text-text',
            )}
          >
            {word}
          </Link>
        ))}
      </nav>
      <div className="min-w-0 flex-1 overflow-auto">
        <div className="flex h-10 items-center border-b border-line px-3">
          <h1 className="text-title font-semibold">{name}</h1>
        </div>
        <div className="max-w-2xl p-3">
          {unsaved ? (
            <Notice tone="care" className="mb-3">
              Not saved, no connection. It holds on this page and is saved with the next change.
            </Notice>
          ) : null}
          <PagePart name={name} of={asked} waiting={<div aria-busy />}>
            <Part />
          </PagePart>
        </div>
      </div>
    </div>
  );
}
