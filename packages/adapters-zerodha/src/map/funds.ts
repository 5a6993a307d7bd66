import { addValues, type BrokerFunds, type Value, ZERO_VALUE } from '@copydesk/core';
import type { FundsBlock } from '../http/schemas.ts';

/**
 * The account's money, both purses together. What can be used is `net`: `available.cash` does not shrink with use.
 * Money of one purse does not cover orders of the other, which the broker then refuses by its own words.
 */
export function fundsFrom(purses: {
  readonly equity?: FundsBlock | undefined;
  readonly commodity?: FundsBlock | undefined;
}): BrokerFunds {
  const open = [purses.equity, purses.commodity].filter((purse) => purse?.enabled === true) as FundsBlock[];
  const sum = (amount: (purse: FundsBlock) => Value): Value =>
    open.reduce((total, purse) => addValues(total, amount(purse)), ZERO_VALUE);
  return {
    available: sum((purse) => purse.net),
    used: sum((purse) => purse.utilised.debits),
    opening: open.every((purse) => purse.available.opening_balance !== undefined)
      ? sum((purse) => purse.available.opening_balance ?? ZERO_VALUE)
      : undefined,
    collateral: sum((purse) => purse.available.collateral),
  };
}
