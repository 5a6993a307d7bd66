import type { Funds, Holding, Trade } from '@copydesk/api-contract';
import { AccountName } from '../../components/account-name.tsx';
import { FlatTable } from '../../components/table/flat-table.tsx';
import type { Column } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import {
  formatChange,
  formatMoney,
  formatPercent,
  formatPrice,
  formatQuantity,
  type Money,
  money,
  NOT_APPLICABLE,
  times,
} from '../../lib/numbers.ts';
import { formatTime, formatTimeMs } from '../../lib/times.ts';
import { productWord } from '../../lib/words.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { usePnl } from '../../live/pnl-store.ts';
import { useMoney } from './use-money.ts';

interface MoneyPanelProps {
  /** One account's id; undefined for all. */
  readonly account: string | undefined;
}

const TRADE_COLUMNS: readonly Column[] = [
  { id: 'time', name: 'Time', align: 'left', width: 'w-24' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-22' },
  { id: 'side', name: 'Side', align: 'left', width: 'w-11' },
  { id: 'instrument', name: 'Instrument', align: 'left' },
  { id: 'product', name: 'Prod', align: 'left', width: 'w-13' },
  { id: 'quantity', name: 'Qty', align: 'right', width: 'w-21' },
  { id: 'price', name: 'Price', align: 'right', width: 'w-21' },
  { id: 'value', name: 'Value ₹', align: 'right', width: 'w-30' },
  { id: 'order', name: 'Broker order', align: 'left', width: 'w-48' },
];

/** Today's trades as the brokers show them, newest first. */
export function TradesPanel({ account }: MoneyPanelProps) {
  const { answers, reading, problems } = useMoney('trades', account);
  const trades = answers.flatMap((answer) => answer.items).sort((a, b) => b.at.localeCompare(a.at));
  return (
    <FlatTable
      label="Trades"
      columns={TRADE_COLUMNS}
      lines={trades}
      idOf={tradeId}
      cellsOf={tradeCells}
      read={!reading || trades.length > 0}
      empty="No trades today."
      problems={problems}
    />
  );
}

function tradeId(trade: Trade): string {
  return `${trade.accountId}/${trade.brokerOrderId}/${trade.tradeId}`;
}

function tradeCells(trade: Trade) {
  return [
    <span key="time" className="figures">
      {timeOfTrade(trade.at)}
    </span>,
    <AccountName key="account" accountId={trade.accountId} address={trade.account} />,
    <span key="side" className={trade.side === 'BUY' ? 'font-medium text-buy' : 'font-medium text-sell'}>
      {trade.side}
    </span>,
    nameOfTrade(trade),
    productWord(trade.product, trade.instrumentType),
    formatQuantity(trade.quantity),
    formatPrice(trade.price),
    formatMoney(money(trade.value)),
    <span key="order" className="figures">
      {trade.brokerOrderId}
    </span>,
  ];
}

/** With milliseconds only where the broker told any. */
function timeOfTrade(at: string): string {
  return Date.parse(at) % 1_000 === 0 ? formatTime(at) : formatTimeMs(at);
}

function nameOfTrade(trade: Trade): string {
  return instrumentName(
    { ...trade, exchange: null, instrumentId: trade.instrumentId ?? trade.symbolName },
    serverNow(),
  );
}

const HOLDING_COLUMNS: readonly Column[] = [
  { id: 'account', name: 'Account', align: 'left', width: 'w-22' },
  { id: 'instrument', name: 'Instrument', align: 'left' },
  { id: 'quantity', name: 'Qty', align: 'right', width: 'w-21' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-23' },
  { id: 'ltp', name: 'LTP', align: 'right', width: 'w-23' },
  { id: 'value', name: 'Value ₹', align: 'right', width: 'w-33' },
  { id: 'pnl', name: 'P&L ₹', align: 'right', width: 'w-33' },
  { id: 'percent', name: '%', align: 'right', width: 'w-18' },
];

/** Shares in the depository, as the brokers show them, most valuable first. */
export function HoldingsPanel({ account }: MoneyPanelProps) {
  const { answers, reading, problems } = useMoney('holdings', account);
  const holdings = answers
    .flatMap((answer) => answer.items)
    .sort((a, b) => money(b.value ?? 0) - money(a.value ?? 0));
  return (
    <FlatTable
      label="Holdings"
      columns={HOLDING_COLUMNS}
      lines={holdings}
      idOf={(holding) => `${holding.accountId}/${holding.isin}/${holding.symbolName}`}
      cellsOf={holdingCells}
      read={!reading || holdings.length > 0}
      empty="No holdings."
      problems={problems}
    />
  );
}

function holdingCells(holding: Holding) {
  const all = holding.quantity + holding.t1Quantity;
  const cost = holding.avgPrice === null ? null : times(money(holding.avgPrice), all);
  return [
    <AccountName key="account" accountId={holding.accountId} address={holding.account} />,
    `${holding.symbolName}${holding.exchange === null ? '' : ` ${holding.exchange}`}`,
    formatQuantity(all),
    formatPrice(holding.avgPrice),
    formatPrice(holding.ltp),
    formatPrice(holding.value),
    <Change key="pnl" value={holding.pnl === null ? null : money(holding.pnl)} />,
    holding.pnl === null || cost === null ? NOT_APPLICABLE : formatPercent(money(holding.pnl), cost),
  ];
}

/** A gain or loss with its sign and hue. */
function Change({ value }: { readonly value: Money | null }) {
  if (value === null) return NOT_APPLICABLE;
  return (
    <span className={value > 0 ? 'text-gain' : value < 0 ? 'text-loss' : undefined}>
      {formatChange(value)}
    </span>
  );
}

const FUNDS_COLUMNS: readonly Column[] = [
  { id: 'account', name: 'Account', align: 'left' },
  { id: 'opening', name: 'Opening ₹', align: 'right', width: 'w-37' },
  { id: 'available', name: 'Available ₹', align: 'right', width: 'w-37' },
  { id: 'used', name: 'Used ₹', align: 'right', width: 'w-37' },
  { id: 'day', name: 'Day P&L ₹', align: 'right', width: 'w-33' },
  { id: 'share', name: 'Share of master', align: 'right', width: 'w-26' },
  { id: 'read', name: 'Read at', align: 'right', width: 'w-22' },
];

/** What each account has at its broker, master first. */
export function FundsPanel({ account }: MoneyPanelProps) {
  const { answers, reading, problems } = useMoney('funds', account);
  return (
    <FlatTable
      label="Funds"
      columns={FUNDS_COLUMNS}
      lines={answers}
      idOf={(funds: Funds) => funds.accountId}
      cellsOf={(funds) => fundsCells(funds, answers)}
      read={!reading || answers.length > 0}
      empty="No account."
      problems={problems}
    />
  );
}

function fundsCells(funds: Funds, all: readonly Funds[]) {
  const { accountId } = funds;
  return [
    <AccountName key="account" accountId={accountId} address={funds.account} withBroker />,
    formatPrice(funds.opening),
    formatMoney(money(funds.available)),
    formatMoney(money(funds.used)),
    <DayProfit key="day" accountId={accountId} />,
    <ShareOfMaster key="share" of={funds} all={all} />,
    formatTime(funds.readAt),
  ];
}

/** What the account made today, as the server counts it: told anew as prices move, not read with the funds. */
function DayProfit({ accountId }: { readonly accountId: string }) {
  const told = usePnl((state) => state.accounts[accountId]);
  const old = useIsStale() || told?.stale === true;
  if (told === undefined || told.dayPnl === null) return NOT_APPLICABLE;
  const { uncounted } = told;
  return (
    <span className={old ? 'stale-figure' : undefined}>
      <Change value={money(told.dayPnl)} />
      {uncounted === 0 ? null : <span className="text-unknown"> without {uncounted}</span>}
    </span>
  );
}

/** `29.00%`: of what sizing by capital counts for the master; until that is known, of its opening balance. */
function ShareOfMaster({ of, all }: { readonly of: Funds; readonly all: readonly Funds[] }) {
  const group = useGroups((state) =>
    state.list?.find(({ children }) => children.some((child) => child.accountId === of.accountId)),
  );
  const own = group?.children.find((child) => child.accountId === of.accountId)?.capital ?? null;
  if (group === undefined) return NOT_APPLICABLE;
  if (group.capital !== null && own !== null)
    return <span title="By what sizing by capital counts">{shareWords(own, group.capital)}</span>;
  const masters = all.find(({ accountId }) => accountId === group.masterId)?.opening ?? null;
  if (of.opening === null || masters === null) return NOT_APPLICABLE;
  return <span title="By the opening balances">{shareWords(of.opening, masters)}</span>;
}

function shareWords(part: number, whole: number): string {
  return formatPercent(money(part), money(whole)).replace('+', '');
}
