/**
 * Turns conversions into lane actions, sends them and records what became of them.
 *
 * Decides: what each answer means. Keeps I1 (a conversion leaves once; only proof lets it leave again), I3 (it shares the
 * queue of its instrument and product with orders) and I6 (just before it leaves, so much must still be free).
 */
import type { AccountId } from '../account/account.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort, ConvertPosition } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { ChangeOutcome } from '../broker/outcome.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import { AGAIN_WITHOUT_SESSION, againAfter, answerOf, DONE, unlessSessionLost } from '../lane/attempts.ts';
import type { AttemptResult, Lane, LaneAction } from '../lane/lane.ts';
import type { OrderBook } from '../order/order-book.ts';
import { type DeskClock, instantOf, istDate } from '../ports/clock.ts';
import type { Conversion, ConversionReason } from './conversion.ts';
import { convertibleAt } from './convertible.ts';
import { type ConvertedParts, recordConverted } from './moved-copied.ts';

/** A person's conversion that has not left for so long does not leave: the person looks at another screen by now. */
export const CONVERT_WITHIN_MS = 30_000;

export interface ConversionDispatchParts extends ConvertedParts {
  readonly clock: DeskClock;
  readonly orders: OrderBook;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly laneOf: (accountId: AccountId) => Lane;
}

export class ConversionDispatch {
  readonly #parts: ConversionDispatchParts;
  readonly #stop = new AbortController();

  constructor(parts: ConversionDispatchParts) {
    this.#parts = parts;
  }

  /** Puts a conversion into its account's lane. Its intent must be durable. */
  send(conversion: Conversion): void {
    const { instrumentId, from, accountId } = conversion.intent;
    const action: LaneAction = {
      priority: 'modify',
      key: `${instrumentId}|${from}`,
      ready: () => this.#ready(conversion),
      attempt: () => this.#attempt(conversion),
    };
    this.#parts.laneOf(accountId).add(action);
  }

  /** Ends what is on its way; its outcome is then unknown. */
  close(): void {
    this.#stop.abort();
  }

  /** Records that a conversion moved nothing and will not. */
  end(conversion: Conversion, reason: ConversionReason, refused = false): void {
    const { userId, accountId, conversionId, instrumentId, from, to } = conversion.intent;
    this.#parts.journal.record(userId, {
      type: 'conversion-ended',
      conversionId,
      accountId,
      instrumentId,
      from,
      to,
      refused,
      reason,
    });
  }

  #ready(conversion: Conversion): 'go' | 'drop' {
    const { intent, status } = conversion;
    if (status !== 'journaled') return 'drop';
    const { clock } = this.#parts;
    const age = clock.now(intent.accountId) - intent.askedAt;
    // A child's waits for its account's login, as long as the day is the same: its master has converted.
    const tooOld =
      intent.origin === 'copy'
        ? istDate(clock.now(intent.accountId)) !== istDate(intent.askedAt)
        : age > CONVERT_WITHIN_MS;
    const at = { ...intent, product: intent.from };
    const held = convertibleAt(this.#parts, at, intent);
    const free = held === undefined || held.side !== intent.side ? 0 : held.free;
    if (tooOld) this.end(conversion, { code: 'too-old', limit: CONVERT_WITHIN_MS, figure: age });
    else if (free < intent.quantity)
      this.end(conversion, { code: 'nothing-to-convert', limit: intent.quantity, figure: free });
    else return 'go';
    return 'drop';
  }

  async #attempt(conversion: Conversion): Promise<AttemptResult> {
    const { intent } = conversion;
    const { accounts, journal } = this.#parts;
    const { userId, accountId, conversionId } = intent;
    const about = { conversionId, accountId };
    const session = accounts.sessionOf(accountId);
    const broker = this.#parts.brokers.get(accounts.get(accountId).brokerId);
    if (session === undefined || broker === undefined) return AGAIN_WITHOUT_SESSION;
    const listing = this.#parts.instrumentsOf(accountId).listingFor(intent.instrumentId, broker.id);
    if (listing === undefined) {
      this.end(conversion, { code: 'not-listed' });
      return DONE;
    }
    journal.record(userId, { ...about, type: 'conversion-sending' });
    const { side, from, to, quantity, part } = intent;
    const asked: ConvertPosition = { listing, side, from, to, quantity, part };
    const outcome = await answerOf<ChangeOutcome>(broker.convertPosition(session, asked, this.#stop.signal));
    return this.#answered(conversion, { broker, session }, unlessSessionLost<ChangeOutcome>(outcome));
  }

  #answered(
    conversion: Conversion,
    by: { readonly broker: BrokerPort; readonly session: BrokerSession },
    outcome: ChangeOutcome,
  ): AttemptResult {
    const { intent } = conversion;
    const { journal, accounts, clock } = this.#parts;
    const { userId, accountId, conversionId } = intent;
    const about = { conversionId, accountId };
    switch (outcome.kind) {
      case 'accepted':
        recordConverted(this.#parts, intent, 'answer');
        return DONE;
      case 'refused': {
        const { code, brokerText } = outcome;
        this.end(conversion, { code, brokerText }, true);
        return DONE;
      }
      case 'not-sent':
        journal.record(userId, { ...about, type: 'conversion-not-sent', cause: outcome.cause });
        if (outcome.cause === 'session-lost') accounts.sessionLost(accountId, by.session);
        return againAfter(outcome);
      case 'uncertain': {
        const certainBy = instantOf(clock.now(intent.accountId) + by.broker.capabilities.absenceAfterMs);
        journal.record(userId, {
          ...about,
          type: 'conversion-outcome-lost',
          cause: outcome.cause,
          certainBy,
        });
        return DONE;
      }
    }
  }
}
