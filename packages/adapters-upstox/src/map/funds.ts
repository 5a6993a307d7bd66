import { addValues, type BrokerFunds, ZERO_VALUE } from '@copydesk/core';
import type { FormerFundsData, FundsData } from '../http/schemas.ts';

/** Funds by v3. Free funds are the total; buying options needs the cash part of it, which the broker checks. */
export function fundsFrom({ available_to_trade: funds }: FundsData): BrokerFunds {
  const cash = funds.cash_available_to_trade;
  const pledge = funds.pledge_available_to_trade;
  return {
    available: funds.total,
    used: addValues(cash.margin_used?.total ?? ZERO_VALUE, pledge?.margin_used?.total ?? ZERO_VALUE),
    opening: cash.cash?.opening_balance ?? undefined,
    collateral: pledge?.margin_from_pledge?.total,
  };
}

/** Funds by v2, which says neither what the day opened with nor what is pledged. */
export function formerFundsFrom({ equity }: FormerFundsData): BrokerFunds {
  return {
    available: equity.available_margin,
    used: equity.used_margin,
    opening: undefined,
    collateral: undefined,
  };
}
