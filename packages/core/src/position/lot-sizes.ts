/**
 * How many units a lot of an instrument had when an account last traded it.
 *
 * Decides nothing. A corporate action changes the lot with the quantity: who knows both lots knows what the quantity became.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import type { OrderIntent } from '../order/order-intent.ts';

export class LotSizes {
  readonly #lots = new Map<AccountId, Map<InstrumentId, Quantity>>();

  /** Applies one entry of the journal. */
  apply({ event }: JournalEntry): void {
    if (event.type === 'orders-journaled') for (const intent of event.orders) this.#note(intent);
    else if (event.type === 'outside-order-adopted') this.#note(event.order);
    else if (event.type === 'position-moved')
      this.#note({ accountId: event.accountId, instrumentId: event.to, lotSize: event.lotSize });
  }

  /** Units per lot as the account last traded it; undefined when it never did, or before lots were written down. */
  of(accountId: AccountId, instrumentId: InstrumentId): Quantity | undefined {
    return this.#lots.get(accountId)?.get(instrumentId);
  }

  #note({
    accountId,
    instrumentId,
    lotSize,
  }: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'lotSize'>): void {
    if (lotSize === undefined) return;
    const known = this.#lots.get(accountId);
    if (known === undefined) this.#lots.set(accountId, new Map([[instrumentId, lotSize]]));
    else known.set(instrumentId, lotSize);
  }
}
