/** Which executions are journaled. A broker's list is of the whole day and read after each burst of fills: to look costs nothing that must be collected. */
import type { AccountId } from '../account/account.ts';
import type { BrokerTrade } from '../broker/broker-order.ts';
import { istDate } from '../ports/clock.ts';

type TradeName = Pick<BrokerTrade, 'tradeId' | 'brokerOrderId' | 'at'>;

export class KnownTrades {
  /** Ids are the exchange's, and come again: on another day, in another order. */
  readonly #accounts = new Map<AccountId, Map<TradeName['tradeId'], TradeName[]>>();

  /** Whether the account's trade is known. */
  has(accountId: AccountId, trade: TradeName): boolean {
    const same = this.#accounts.get(accountId)?.get(trade.tradeId);
    return same !== undefined && same.some((known) => isSame(known, trade));
  }

  /** Remembers a trade. */
  add(accountId: AccountId, trade: TradeName): void {
    if (this.has(accountId, trade)) return;
    let known = this.#accounts.get(accountId);
    if (known === undefined) {
      known = new Map();
      this.#accounts.set(accountId, known);
    }
    const same = known.get(trade.tradeId);
    if (same === undefined) known.set(trade.tradeId, [trade]);
    else same.push(trade);
  }
}

function isSame(known: TradeName, trade: TradeName): boolean {
  return known.brokerOrderId === trade.brokerOrderId && istDate(known.at) === istDate(trade.at);
}
