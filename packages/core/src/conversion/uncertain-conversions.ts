/**
 * Finds out what became of conversions whose answer was lost.
 *
 * Decides: when the position book is read, and when it proves something. Keeps I1: a book that shows the quantity in the
 * other product proves the conversion (a late book cannot know it); only a book that does not, read again after
 * `absenceAfterMs`, proves that there was none. Nothing is ever converted on a guess.
 */
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPosition } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Product } from '../order/order-terms.ts';
import { type CancelTimer, type DeskClock, istDate } from '../ports/clock.ts';
import { type Conversion, type ConversionId, signedOf } from './conversion.ts';
import type { ConversionDispatch } from './conversion-dispatch.ts';
import { type ConvertedParts, recordConverted } from './moved-copied.ts';

/** When the book is read, as shares of the time after which absence counts: 0.1, 1, 2, 4, 8, 15, 30, 60 and 120 s of 120 s. */
const SEARCH_AT = [1 / 1_200, 1 / 120, 2 / 120, 4 / 120, 8 / 120, 15 / 120, 30 / 120, 60 / 120, 1];

/** How long a search waits to be tried again when it failed, or when the book fits neither way. */
const RETRY_MS = 2_000;

/** After proof that it never happened a conversion is sent once more; then a person decides. */
const SENDS = 2;

export interface UncertainConversionParts extends ConvertedParts {
  readonly clock: DeskClock;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: Conversion['intent']['accountId']) => InstrumentLookup;
  readonly dispatch: ConversionDispatch;
}

interface Search {
  readonly step: number;
  /** Monotonic; when the answer was lost, or the desk started. */
  readonly since: number;
  /** Reads in a row that showed the position unmoved. */
  misses: number;
  told: boolean;
}

export class UncertainConversions {
  readonly #parts: UncertainConversionParts;
  readonly #timers = new Map<ConversionId, CancelTimer>();
  readonly #stop = new AbortController();

  constructor(parts: UncertainConversionParts) {
    this.#parts = parts;
  }

  /** Starts the search for a conversion that has just become uncertain. */
  watch(conversion: Conversion): void {
    const since = this.#parts.clock.monotonicMs();
    this.#schedule(conversion, { step: 0, since, misses: 0, told: false });
  }

  /** Ends every search; what is uncertain stays so in the journal. */
  close(): void {
    this.#stop.abort();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(conversion: Conversion, search: Search): void {
    const { clock } = this.#parts;
    const { conversionId } = conversion.intent;
    const share = SEARCH_AT[search.step];
    const dueMs = search.since + (share ?? 0) * this.#absenceAfterMs(conversion) - clock.monotonicMs();
    this.#timers.get(conversionId)?.();
    const cancel = clock.after(share === undefined ? RETRY_MS : Math.max(0, dueMs), () => {
      this.#timers.delete(conversionId);
      void this.#search(conversion, search);
    });
    this.#timers.set(conversionId, cancel);
  }

  async #search(conversion: Conversion, search: Search): Promise<void> {
    if (this.#isOver(conversion)) return;
    const { accounts, clock } = this.#parts;
    const { intent } = conversion;
    const session = accounts.sessionOf(intent.accountId);
    const broker = this.#brokerOf(conversion);
    const next: Search = { ...search, step: search.step + 1 };
    if (session === undefined || broker === undefined)
      return this.#schedule(conversion, { ...next, step: SEARCH_AT.length });
    let rows: readonly BrokerPosition[];
    try {
      rows = await broker.positions(session, this.#stop.signal);
    } catch {
      return this.#isOver(conversion) ? undefined : this.#schedule(conversion, next);
    }
    if (this.#isOver(conversion)) return;
    const shown = this.#shown(conversion, rows);
    if (shown === 'moved') {
      recordConverted(this.#parts, intent, 'position-read');
      return;
    }
    next.misses = shown === 'unmoved' ? search.misses + 1 : 0;
    const age = clock.monotonicMs() - search.since;
    const proven = age >= this.#absenceAfterMs(conversion);
    if (proven && next.misses >= 2) return this.#absent(conversion);
    if (proven && shown === 'neither' && !search.told) next.told = this.#tell(conversion);
    this.#schedule(conversion, next);
  }

  /** Nothing is left to be found out, or nobody is left to ask: its account was removed. */
  #isOver({ status, intent }: Conversion): boolean {
    const isThere = this.#parts.accounts.userOf(intent.accountId) !== undefined;
    return status !== 'uncertain' || !isThere || this.#stop.signal.aborted;
  }

  /** What the book says: the two products differ from what we know by exactly this conversion, not at all, or otherwise. */
  #shown({ intent }: Conversion, rows: readonly BrokerPosition[]): 'moved' | 'unmoved' | 'neither' {
    const { accountId, instrumentId, from, to } = intent;
    const { accounts, positions, instrumentsOf } = this.#parts;
    const lookup = instrumentsOf(accountId);
    const { brokerId } = accounts.get(accountId);
    const differs = (product: Product): number => {
      const shown = rows
        .filter((row) => row.product === product)
        .find((row) => lookup.byListingKey(brokerId, row.listingKey)?.id === instrumentId)?.quantity;
      return (shown ?? 0) - positions.dayNet(accountId, instrumentId, product);
    };
    const [left, came] = [differs(from), differs(to)];
    if (left === -signedOf(intent) && came === signedOf(intent)) return 'moved';
    return left === 0 && came === 0 ? 'unmoved' : 'neither';
  }

  #absent(conversion: Conversion): void {
    const { clock, journal, dispatch } = this.#parts;
    const { intent } = conversion;
    const sameDay = istDate(clock.now(intent.accountId)) === istDate(intent.askedAt);
    if (conversion.sends >= SENDS || !sameDay || intent.origin === 'outside')
      return dispatch.end(conversion, { code: 'not-converted' });
    const { userId, accountId, conversionId } = intent;
    journal.record(userId, { type: 'conversion-proven-absent', accountId, conversionId });
    dispatch.send(conversion);
  }

  #tell({ intent }: Conversion): true {
    const { accounts, journal } = this.#parts;
    const { userId, accountId, instrumentId, from, to, quantity } = intent;
    const { address } = accounts.get(accountId);
    const text = `What became of the conversion of ${quantity} ${instrumentId} from ${from} to ${to} in ${address} cannot be read: the position book fits neither way. Look at the broker's own app.`;
    journal.record(userId, { type: 'alert-raised', code: 'conversion-unclear', accountId, text });
    return true;
  }

  #absenceAfterMs(conversion: Conversion): number {
    return this.#brokerOf(conversion)?.capabilities.absenceAfterMs ?? 0;
  }

  #brokerOf({ intent }: Conversion): BrokerPort | undefined {
    return this.#parts.brokers.get(this.#parts.accounts.get(intent.accountId).brokerId);
  }
}
