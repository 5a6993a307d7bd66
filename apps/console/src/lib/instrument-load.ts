/** How far the brokers' instrument lists are, while they load or when one failed. */
import type { Broker } from '@copydesk/api-contract';
import { formatQuantity } from './numbers.ts';

export interface InstrumentLine {
  readonly text: string;
  readonly failed: boolean;
}

/** One line for all that are loading, one for each that failed; none when all are there. */
export function instrumentLines(brokers: readonly Broker[]): readonly InstrumentLine[] {
  const loading = brokers.filter(
    ({ instruments }) => instruments.state === 'loading' || instruments.state === 'waiting',
  );
  const lines: InstrumentLine[] = brokers.flatMap((broker) =>
    broker.instruments.state === 'failed'
      ? [
          {
            failed: true,
            text: `${broker.name}'s instrument list: ${broker.instruments.problem ?? 'could not be read.'}`,
          },
        ]
      : [],
  );
  if (loading.length > 0) {
    const shares = loading.map((broker) => `${broker.name} ${shareWords(broker)}`).join(', ');
    lines.unshift({ failed: false, text: `Instruments: ${shares}. You can log in meanwhile.` });
  }
  return lines;
}

/** `61%` when the whole is known, else the rows so far. */
export function shareWords({ instruments }: Pick<Broker, 'instruments'>): string {
  if (instruments.state === 'loaded') return `${formatQuantity(instruments.rows)} ✓`;
  if (instruments.progress !== null) return `${Math.floor(instruments.progress * 100)}%`;
  return instruments.rows === 0 ? 'waiting' : `${formatQuantity(instruments.rows)} rows`;
}
