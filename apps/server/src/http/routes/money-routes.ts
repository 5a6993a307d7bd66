import type { Account, Desk } from '@copydesk/core';
import type { BrokerReads } from '../../accounts/broker-reads.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import { ok } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import { fundsView, holdingView, tradeView } from '../views/money-views.ts';
import { timeOf } from '../views/wire-values.ts';

/** Funds, holdings and trades, as the broker shows them now. */
export function moneyRoutes(
  desk: Desk,
  reads: BrokerReads,
  instruments: Instruments,
): Pick<Handlers, 'funds' | 'readFunds' | 'holdings' | 'trades'> {
  const catalogOf = (account: Account) => instruments[account.environment].catalog;
  return {
    funds: async ({ caller, params }) => {
      const account = desk.accounts.find(caller.user.id, params.account);
      const { value, readAt } = await reads.funds(account);
      return ok(fundsView(account, value, readAt));
    },
    readFunds: async ({ caller, params }) => {
      const account = desk.accounts.find(caller.user.id, params.account);
      const { value, readAt } = await reads.funds(account);
      desk.takeFunds(account.id, value);
      return ok(fundsView(account, value, readAt));
    },
    holdings: async ({ caller, params }) => {
      const account = desk.accounts.find(caller.user.id, params.account);
      const { value, readAt } = await reads.holdings(account);
      const items = value.map((holding) => holdingView(account, holding, catalogOf(account)));
      return ok({ items, next: null, readAt: timeOf(readAt) });
    },
    trades: async ({ caller, params }) => {
      const account = desk.accounts.find(caller.user.id, params.account);
      const { value, readAt } = await reads.trades(account);
      const items = value.map((trade) => tradeView(account, trade, catalogOf(account), desk.orders));
      return ok({ items, next: null, readAt: timeOf(readAt) });
    },
  };
}
