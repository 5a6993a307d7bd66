/** What the scalper trades, in which size, and what each of its keys does. */
import type { Account, ExitBody, Group, Instrument, Order, Position } from '@copydesk/api-contract';
import { useEffect, useState } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentLabel, instrumentName } from '../../lib/instrument-name.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow, useLink } from '../../live/link-store.ts';
import { usePreferences } from '../../live/preferences.ts';
import type { PressEnd, PressRequest } from '../../live/press.ts';
import { priceKey } from '../../live/price-store.ts';
import { lastOfNow } from '../../live/prices.ts';
import {
  beingSold,
  type EntryTerms,
  entryTerms,
  entryWords,
  type Leg,
  type ScalperTerms,
  workingOrders,
} from './leg-terms.ts';
import { isOpen, letGoAgain, lookAgain, noteNothing, pressOnce, slotOf } from './presses.ts';
import { type ScalperChain } from './use-scalper-chain.ts';

export type Deed = `${Leg}.${'buy' | 'sell' | 'exit'}` | 'exit' | 'cancel';

export const LEGS: readonly Leg[] = ['call', 'put'];
const MOST_LOTS = 99;
const LOOK_AGAIN_MS = 2000;

export interface Books {
  readonly orders: Readonly<Record<string, Order>>;
  readonly positions: readonly Position[];
  /** Whether the page heard of the order's last fill after the position's last word. */
  readonly isNews: (order: Order, position: Position) => boolean;
  /** Shows an order as the answer to a press gave it. */
  readonly onPlaced: (order: Order) => void;
}

export interface Scalper extends Trader {
  readonly group: Group | undefined;
  readonly terms: ScalperTerms;
  readonly change: (part: Partial<ScalperTerms>) => void;
  readonly positionOf: (leg: Leg) => Position | undefined;
  /** Undefined while the instrument is being read. */
  readonly entryOf: (leg: Leg, side: 'BUY' | 'SELL') => EntryTerms | undefined;
  readonly act: (deed: Deed, cap: string) => void;
}

export interface Trader {
  /** Masters and accounts of no group: a child follows. */
  readonly choices: readonly Account[];
  readonly account: Account | undefined;
  readonly chooseAccount: (id: string) => void;
}

/** Who trades; where that is, its options and prices are. */
export function useTrader(): Trader {
  const list = useAccounts((state) => state.list);
  const choices = byFamily(list ?? []).filter(({ group }) => group?.role !== 'child');
  const [accountId, chooseAccount] = useState<string | undefined>(undefined);
  const account = choices.find(({ id }) => id === accountId) ?? choices[0];
  return { choices, account, chooseAccount };
}

export function useScalper(chain: ScalperChain, trader: Trader, books: Books): Scalper {
  const { orders, positions, isNews, onPlaced } = books;
  const { account } = trader;
  const group = useGroups((state) => state.list?.find(({ masterId }) => masterId === account?.id));
  const usual = usePreferences((state) => state.values.product);
  const [chosen, setChosen] = useState<Partial<ScalperTerms>>({});
  const terms: ScalperTerms = { lots: 1, product: usual ?? 'D', mayOpenShort: false, ...chosen };
  useOutcomes(onPlaced);

  const placeOf = (leg: Leg) => ({
    accountId: account?.id ?? '',
    instrumentId: chain.ids[leg] ?? '',
    product: terms.product,
  });
  const positionOf = (leg: Leg): Position | undefined => {
    const place = placeOf(leg);
    return positions.find(
      (one) =>
        one.accountId === place.accountId &&
        one.instrumentId === place.instrumentId &&
        one.product === place.product,
    );
  };
  const entryOf = (leg: Leg, side: 'BUY' | 'SELL'): EntryTerms | undefined => {
    const instrument = chain.instruments[leg];
    if (account === undefined || instrument === undefined) return undefined;
    const position = positionOf(leg);
    const held = position?.netQty ?? 0;
    const selling = beingSold(
      Object.values(orders),
      placeOf(leg),
      (order) => position !== undefined && isNews(order, position),
    );
    return entryTerms({ ...terms, account, group, instrument, side, held, beingSold: selling });
  };

  const send = async (slot: string, cap: string, request: PressRequest): Promise<void> => {
    const end = await pressOnce({ slot, cap }, request);
    if (end === null) noteNothing(cap, request.words, 'Not sent: the press before has no outcome yet.');
    else tell(end, request.words, onPlaced);
  };
  const enter = (leg: Leg, side: 'BUY' | 'SELL', cap: string): void => {
    const instrument = chain.instruments[leg];
    const entry = entryOf(leg, side);
    const place = placeOf(leg);
    const exits = side === 'SELL' && !terms.mayOpenShort && isOpen(slotOf('exit', place));
    const why = exits
      ? 'Not sent: its exit has no outcome yet.'
      : whyNoEntry(instrument, entry, chain.environment);
    if (why !== null || instrument === undefined || entry?.kind !== 'send')
      return noteNothing(
        cap,
        `${side === 'BUY' ? 'Buy' : 'Sell'} the ${leg}`,
        why ?? 'It is still being read.',
      );
    const words = `${entryWords(side, entry)} ${instrumentLabel(instrument, serverNow())}`;
    void send(slotOf(side === 'BUY' ? 'buy' : 'sell', place), cap, {
      route: 'POST /api/orders',
      path: '/api/orders',
      body: entry.body,
      words,
    });
  };
  const leave = (leg: Leg, cap: string): void => {
    const place = placeOf(leg);
    if (place.accountId === '' || place.instrumentId === '') return;
    const body: ExitBody = { ...place, fraction: 1 };
    const slot = slotOf('exit', place);
    letGoAgain(slot);
    void send(slot, cap, {
      route: 'POST /api/positions/exit',
      path: '/api/positions/exit',
      body,
      words: `Exit the ${leg} ${chain.strike ?? ''}`.trim(),
    });
  };
  const working = (legs: readonly Leg[]): readonly Order[] =>
    workingOrders(
      Object.values(orders),
      account?.id ?? '',
      new Set(legs.flatMap((leg) => chain.ids[leg] ?? [])),
    );
  const cancel = (cap: string): void => {
    const living = working(LEGS);
    if (living.length === 0) noteNothing(cap, 'Cancel', 'No order works on either.');
    for (const order of living)
      void send(`cancel.${order.id}`, cap, {
        route: 'DELETE /api/orders/:id',
        path: `/api/orders/${encodeURIComponent(order.id)}`,
        words: `Cancel ${order.side} ${instrumentName(order, serverNow())}`,
      });
  };

  const act = (deed: Deed, cap: string): void => {
    if (deed === 'cancel') return cancel(cap);
    if (deed === 'exit') {
      // What looks flat may be filling just now: with nothing in sight the server is asked for both.
      const moved = LEGS.filter((leg) => (positionOf(leg)?.netQty ?? 0) !== 0 || working([leg]).length > 0);
      for (const leg of moved.length === 0 ? LEGS : moved) leave(leg, cap);
      return;
    }
    const [leg, what] = deed.split('.') as [Leg, 'buy' | 'sell' | 'exit'];
    if (what === 'exit') leave(leg, cap);
    else enter(leg, what === 'buy' ? 'BUY' : 'SELL', cap);
  };

  return {
    ...trader,
    group,
    terms,
    change: (part) => setChosen((before) => ({ ...before, ...part, ...bounded(part.lots) })),
    positionOf,
    entryOf,
    act,
  };
}

function bounded(lots: number | undefined): Partial<ScalperTerms> {
  return lots === undefined ? {} : { lots: Math.max(1, Math.min(MOST_LOTS, lots)) };
}

/** Reads at the moment of the key: what was drawn may be a frame old. */
function whyNoEntry(
  instrument: Instrument | undefined,
  entry: EntryTerms | undefined,
  environment: ScalperChain['environment'],
): string | null {
  if (useLink.getState().state !== 'live') return 'Not sent, no connection.';
  if (instrument === undefined || entry === undefined) return 'Not sent: its lot is not known yet.';
  if (lastOfNow(priceKey(environment, instrument.id)) === null) return 'Not sent: it has no price of now.';
  return entry.kind === 'nothing' ? entry.why : null;
}

function tell(end: PressEnd<Order>, words: string, onPlaced: (order: Order) => void): void {
  if (end.kind === 'done') {
    onPlaced(end.answer);
    announce('polite', `${words}: ${end.answer.status}.`);
  } else if (end.kind === 'refused') announce('assertive', `Not sent. ${wordsOf(end.problem)}`);
}

/** Presses without an answer are looked up again and again while the page is connected, and after a reload. */
function useOutcomes(onPlaced: (order: Order) => void): void {
  const connected = useLink((link) => link.state === 'live' || link.state === 'catching-up');
  useEffect(() => {
    if (!connected) return undefined;
    const look = async (): Promise<void> => {
      for (const end of await lookAgain()) if (end.kind === 'done') onPlaced(end.answer);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [connected, onPlaced]);
}
