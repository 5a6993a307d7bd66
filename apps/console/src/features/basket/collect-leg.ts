/**
 * Collects legs by the ids that a table of prices knows.
 *
 * Decides: without a side a price is collected as bought, or taken out where it is a leg already; with a side it becomes or stays
 * a leg of that side. Each press counts by itself: the next one does not wait for the instrument of the one before. What is still
 * read when another person takes the page is not collected.
 */
import { instrumentDetailSchema, type Order } from '@copydesk/api-contract';
import { call, wordsOf } from '../../lib/api-client.ts';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import {
  draftGeneration,
  isOnItsWay,
  ON_ITS_WAY,
  putLeg,
  removeLeg,
  useBasketDraft,
} from './basket-draft.ts';

interface Reading {
  /** Of the last press; null once another press has taken it out again. */
  side: Order['side'] | null;
  readonly generation: number;
}

/** The instruments that are being read. */
const reading = new Map<string, Reading>();

export async function collectLeg(instrumentId: string, side: Order['side'] | null): Promise<void> {
  useBasketDraft.setState({ open: true });
  const generation = draftGeneration();
  const before = reading.get(instrumentId);
  if (before?.generation === generation) {
    before.side = side ?? (before.side === null ? 'BUY' : null);
    return;
  }
  if (isOnItsWay(instrumentId)) {
    refuse(ON_ITS_WAY);
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
  const environment = byFamily(useAccounts.getState().list ?? [])[0]?.environment;
  if (environment === undefined) {
    refuse('Not collected: the accounts are not read yet.');
    return;
  }
  const mine: Reading = { side: side ?? 'BUY', generation };
  reading.set(instrumentId, mine);
  try {
    const instrument = await call({
      path: `/api/instruments/${encodeURIComponent(instrumentId)}`,
      query: { environment },
      answer: instrumentDetailSchema,
    });
    if (mine.side === null || draftGeneration() !== generation) return;
    const problem = putLeg({ instrument, side: mine.side, environment });
    if (problem === null)
      announce('polite', collectedWords(mine.side, instrumentLabel(instrument, serverNow())));
    else refuse(problem);
  } catch (error) {
    if (draftGeneration() === generation) refuse(`Not collected. ${wordsOf(error)}`);
  } finally {
    if (reading.get(instrumentId) === mine) reading.delete(instrumentId);
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
