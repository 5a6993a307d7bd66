import type { Broker, Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { CopyText } from '../../components/ui/copy-text.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { shareWords } from '../../lib/instrument-load.ts';
import { brokerWord } from '../../lib/words.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useBrokers } from '../../live/use-brokers.ts';
import { makeSandboxDesk } from './people-api.ts';
import { Steps } from './steps.tsx';

interface FirstRunPageProps {
  /** The sandbox's group stands: on to the Desk. */
  readonly onSandboxReady: (group: Group) => Promise<void>;
  readonly onConnect: (brokerId: string) => void;
}

/** The second step of the first run: the sandbox, or one's own broker. */
export function FirstRunPage({ onSandboxReady, onConnect }: FirstRunPageProps) {
  const brokers = useBrokers();
  const [making, setMaking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const live = (brokers.data ?? []).filter((broker) => broker.environment === 'live');
  const hasSandbox = (brokers.data ?? []).some((broker) => broker.environment === 'sandbox');

  const start = async (): Promise<void> => {
    setMaking(true);
    setError(null);
    try {
      await onSandboxReady(await makeSandboxDesk());
    } catch (failure) {
      setError(failure);
      setMaking(false);
    }
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-panel p-6">
      <div className="mx-auto flex max-w-[720px] flex-col gap-5">
        <h1 className="sr-only">Set up the desk</h1>
        <Steps at={2} />
        {hasSandbox ? (
          <section aria-labelledby="sandbox-title" className="rounded-box border border-line p-4">
            <h2 id="sandbox-title" className="text-title font-semibold">
              Begin without a broker
            </h2>
            <p className="pt-1 pb-3 text-control text-text-2">
              A master and three children at two brokers' sandboxes, over the brokers' real protocols. No
              broker, no money.
            </p>
            <Button look="primary" size="large" disabled={making} onClick={() => void start()}>
              Try it on the sandbox
            </Button>
            {making ? <Progress brokers={brokers.data ?? []} /> : null}
            {error === null ? null : (
              <Notice tone="bad" className="mt-3">
                {wordsOf(error)}{' '}
                {error instanceof ApiProblem ? '' : 'The sandbox desk is made once only; try again.'}
              </Notice>
            )}
          </section>
        ) : null}
        <section
          aria-labelledby="broker-title"
          className="flex flex-col gap-4 rounded-box border border-line p-4"
        >
          <div>
            <h2 id="broker-title" className="text-title font-semibold">
              Connect your own accounts
            </h2>
            <p className="pt-1 text-control text-text-2">
              You need the broker's API key and secret and the client id of each account. We never ask for a
              broker password.
            </p>
          </div>
          {live.map((broker) => (
            <div key={broker.id} className="flex flex-col gap-2 border-t border-line pt-3">
              <div>
                <Button onClick={() => onConnect(broker.id)}>Connect {broker.name}</Button>
              </div>
              <CopyText
                label={`Register this redirect address at ${broker.name}`}
                text={broker.redirectUrl}
              />
            </div>
          ))}
          <p className="border-t border-line pt-3 text-table text-text-2">
            Copying for friends is not allowed: family only. Self, spouse, dependent child, dependent parent.
          </p>
        </section>
      </div>
    </div>
  );
}

/** What the sandbox desk still waits for; long work shows its share. */
function Progress({ brokers }: { readonly brokers: readonly Broker[] }) {
  const accounts = useAccounts((state) => state.list?.length ?? 0);
  const armed = useGroups((state) => state.list?.some((group) => group.armed) ?? false);
  const sandboxes = brokers.filter((broker) => broker.environment === 'sandbox');
  const steps = [
    `Instruments: ${sandboxes.map((broker) => `${brokerWord(broker.name)} ${shareWords(broker)}`).join(', ')}`,
    accounts >= 4 ? `${accounts} accounts ✓` : `Accounts ${accounts} of 4 …`,
    armed ? 'Armed ✓' : 'Arming …',
  ];
  return (
    <ul
      role="status"
      aria-label="Progress"
      className="figures flex flex-wrap gap-x-4 pt-3 text-table text-text-2"
    >
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ul>
  );
}
