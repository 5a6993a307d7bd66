import type { Session } from '@copydesk/api-contract';
import { PersonForm } from './person-form.tsx';
import { Steps } from './steps.tsx';

interface EntryPageProps {
  readonly kind: 'owner' | 'sign-in';
  readonly onDone: (session: Session) => void;
}

/** The door: the first run makes the owner, every later visit signs in. */
export function EntryPage({ kind, onDone }: EntryPageProps) {
  return (
    <main className="flex h-full flex-col items-center overflow-auto bg-bg px-4 py-16">
      <div className="w-full max-w-[400px]">
        <h1 className="pb-1 text-key font-semibold">Copydesk</h1>
        {kind === 'owner' ? (
          <>
            <Steps at={1} />
            <p className="py-3 text-control text-text-2">
              One owner holds this desk. Accounts and brokers come next.
            </p>
          </>
        ) : (
          <p className="pb-4 text-control text-text-2">Sign in to your desk.</p>
        )}
        <div className="rounded-box border border-line bg-panel p-4">
          <PersonForm kind={kind} onDone={onDone} />
        </div>
      </div>
    </main>
  );
}
