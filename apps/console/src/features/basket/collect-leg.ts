/**
 * Collects legs by the ids that a table of prices knows.
 *
 * Decides: without a side a price is collected as bought, or taken out where it is a leg already; with a side it becomes or stays
 * a leg of that side. Each press counts by itself: the next one does not wait for the instrument of the one before.
 */
import { instrumentDetailSchema, type Order } from '@copydesk/api-contract';
import { call, wordsOf } from '../../lib/api-client.ts';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { MOST_LEGS, putLeg, removeLeg, useBasketDraft } from './basket-draft.ts';

/** Whose instrument is being read, with the side of the last press; null once another press has taken it out again. */
const reading = new Map<string, Order['side'] | null>();

export async function collectLeg(instrumentId: string, side: Order['side'] | null): Promise<void> {
  useBasketDraft.setState({ open: true });
  const before = reading.get(instrumentId);
  if (before !== undefined) {
    reading.set(instrumentId, side ?? (before === null ? 'BUY' : null));
    return;
  }
  const held = useBasketDraft.getState().legs.find(({ instrument }) => instrument.id === instrumentId);
  if (held !== undefined) {
    const name = instrumentLabel(held.instrument, serverNow());
    if (side === null) removeLeg(instrumentId);
    else putLeg({ instrument: held.instrument, side });
    announce('polite', side === null ? `${name} is no leg any more.` : collectedWords(side, name));
    return;
  }
  reading.set(instrumentId, side ?? 'BUY');
  try {
    const instrument = await call({
      path: `/api/instruments/${encodeURIComponent(instrumentId)}`,
      query: { environment: byFamily(useAccounts.getState().list ?? [])[0]?.environment },
      answer: instrumentDetailSchema,
    });
    const wanted = reading.get(instrumentId) ?? null;
    if (wanted === null) return;
    const isIn = putLeg({ instrument, side: wanted });
    if (isIn) announce('polite', collectedWords(wanted, instrumentLabel(instrument, serverNow())));
    else refuse(`A basket takes ${MOST_LEGS} legs at most.`);
  } catch (error) {
    refuse(`Not collected. ${wordsOf(error)}`);
  } finally {
    reading.delete(instrumentId);
  }
}

function refuse(problem: string): void {
  useBasketDraft.setState({ problem });
  announce('assertive', problem);
}

function collectedWords(side: Order['side'], name: string): string {
  const { length } = useBasketDraft.getState().legs;
  return `${side === 'BUY' ? 'Buy' : 'Sell'} ${name}, ${length} ${length === 1 ? 'leg' : 'legs'}.`;
}
