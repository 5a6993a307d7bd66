/**
 * The largest quantity of one order, as far as anybody has told (domain §4.6).
 *
 * Decides: which of several figures counts: the day's list, what a broker's refusal of today named, what was last seen. A figure
 * that was last seen bounds entries and sizes exits; it is not known. Built from the journal, so that a restart forgets nothing.
 */
import type { AccountId } from '../account/account.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { readInstrumentId } from '../instrument/instrument-id.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { floorToLot, type Quantity } from '../money/quantity.ts';
import { istDate } from '../ports/clock.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderIntent } from './order-intent.ts';

export interface FreezeParts {
  readonly orders: Pick<OrderBook, 'get'>;
  readonly brokerOf: (accountId: AccountId) => BrokerId | undefined;
  /** YYYY-MM-DD in India, for an account. */
  readonly today: (accountId: AccountId) => string;
}

interface Told {
  readonly day: string;
  readonly quantity: Quantity;
}

export class FreezeFigures {
  readonly #parts: FreezeParts;
  /** By broker and instrument: what refusals of a day named, or imply. */
  readonly #told = new Map<string, Told>();
  /** By family of contracts: what orders were last cut by. */
  readonly #seen = new Map<string, Quantity>();

  constructor(parts: FreezeParts) {
    this.#parts = parts;
  }

  /** What an order of this account is cut by; undefined when nobody ever told. */
  of(accountId: AccountId, instrument: Instrument): Quantity | undefined {
    const told = this.#told.get(this.#nameOf(accountId, instrument.id));
    const listed = instrument.freezeQuantity ?? this.#seen.get(familyOf(instrument.id));
    if (told === undefined || told.day !== this.#parts.today(accountId)) return listed;
    return listed === undefined ? told.quantity : (Math.min(listed, told.quantity) as Quantity);
  }

  /** The most that an entry may be when no list of the day says: one slice as last seen. Undefined: no such bound. */
  entryBound(instrument: Instrument): Quantity | undefined {
    return instrument.freezeQuantity === undefined ? this.#seen.get(familyOf(instrument.id)) : undefined;
  }

  /** Learns from intents and refusals. The order book must have applied the entry before. */
  apply({ event, at }: JournalEntry): void {
    if (event.type === 'orders-journaled') {
      // The orders of one entry are copies of each other: their family is asked for once.
      let before: OrderIntent | undefined;
      for (const intent of event.orders) {
        const { instrumentId, freezeQuantity } = intent;
        const isNew = before?.instrumentId !== instrumentId || before.freezeQuantity !== freezeQuantity;
        if (freezeQuantity !== undefined && isNew) this.#seen.set(familyOf(instrumentId), freezeQuantity);
        before = intent;
      }
    } else if (event.type === 'order-refused' && event.code === 'freeze') {
      const order = this.#parts.orders.get(event.orderId);
      const refused = order?.slices[event.slice]?.quantity;
      if (order === undefined || refused === undefined) return;
      const { instrumentId, lotSize } = order.intent;
      // A refusal that names no figure still says that this was too much.
      const half = floorToLot(refused / 2, lotSize ?? (1 as Quantity));
      const quantity = event.figures?.freezeQuantity ?? half;
      if (quantity > 0)
        this.#told.set(this.#nameOf(event.accountId, instrumentId), { day: istDate(at), quantity });
    }
  }

  #nameOf(accountId: AccountId, instrumentId: InstrumentId): string {
    return `${this.#parts.brokerOf(accountId) ?? ''}|${instrumentId}`;
  }
}

/** Exchanges set the figure by underlying: contracts of one family share it. */
function familyOf(id: InstrumentId): string {
  const parts = readInstrumentId(id);
  return parts?.kind === 'contract'
    ? `${parts.segment}|${parts.description.baseInstrument}|${parts.description.instrumentType}`
    : id;
}
