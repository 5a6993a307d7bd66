/** The levels that an entry brings along: what of them is sent, or what is wrong with them. */
import type { Account, PlaceOrderBody } from '@copydesk/api-contract';
import { changesOf, type LevelKind, NO_LEVELS } from '../../lib/levels.ts';
import { decimalsOfTick, formatMoney, type Money, parseMoney } from '../../lib/numbers.ts';
import { priceKey } from '../../live/price-store.ts';
import { prices } from '../../live/prices.ts';
import type { Ticket } from './ticket-store.ts';

type Protection = NonNullable<PlaceOrderBody['protection']>;

/** What a level of this instrument is: a price, in the decimals of its tick. */
export function levelKindOf({ instrument }: Pick<Ticket, 'instrument'>): LevelKind {
  return { of: 'price', decimals: instrument === null ? 2 : decimalsOfTick(instrument.tickSize) };
}

/** The price at which it would be entered, as far as it is known: the one that was typed, else the last one. */
export function entryPrice(
  { price, triggerPrice, instrument }: Ticket,
  environment: Account['environment'] | undefined,
): Money | null {
  const typed = parseMoney(price.trim()) ?? parseMoney(triggerPrice.trim());
  const key = priceKey(environment, instrument?.id);
  return typed ?? (key === null ? null : (prices.get(key)?.last ?? null));
}

/** Undefined where none is typed; words where one is wrong, or would act as soon as the entry has filled. */
export function entryLevels(
  ticket: Ticket,
  environment: Account['environment'] | undefined,
): Protection | string | undefined {
  const kind = levelKindOf(ticket);
  const typed = changesOf(NO_LEVELS, ticket, kind);
  if (typeof typed === 'string') return typed;
  const { stop, ...rest } = typed;
  const at = entryPrice(ticket, environment);
  const buys = ticket.side === 'BUY';
  for (const [name, level, below] of [
    ['stop', stop, buys],
    ['target', rest.target, !buys],
  ] as const) {
    const figure = parseMoney(level ?? '');
    if (figure === null || at === null || (below ? figure < at : figure > at)) continue;
    return `The ${name} of a ${buys ? 'buy' : 'sell'} stands ${below ? 'below' : 'above'} ${formatMoney(at, kind.decimals)}, or it acts at once.`;
  }
  const protection = { ...(stop === undefined ? {} : { sl: stop }), ...rest };
  return Object.keys(protection).length === 0 ? undefined : protection;
}

/** `, stop 110, trail 5`: for the question before it is sent. */
export function entryLevelWords({ stop, target, trail }: Ticket): string {
  const set = [
    ['stop', stop],
    ['target', target],
    ['trail', trail],
  ].filter(([, level]) => level?.trim() !== '');
  return set.map(([name, level]) => `, ${name} ${level?.trim()}`).join('');
}
