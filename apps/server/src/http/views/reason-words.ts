/** Reasons in words: what happened to an order or a child, for a person. */
import type { Reason, Wait } from '@copydesk/api-contract';
import type {
  DifferenceCode,
  EndCode,
  OrderReason,
  RefusalCode,
  SkipCode,
  SkipReason,
  WaitCode,
} from '@copydesk/core';

type Code = SkipCode | EndCode | RefusalCode | DifferenceCode | WaitCode | 'status-unknown';

const WORDS: Readonly<Record<Code, string>> = {
  'under-one-lot': 'The rule gives less than one lot.',
  segment: 'The link does not allow this segment.',
  product: 'The product is not allowed here.',
  underlying: 'The link does not allow this underlying.',
  'max-quantity': 'More than the largest quantity of the link.',
  'max-value': 'More than the largest value of the link.',
  'max-open': 'As many positions are open as the link allows.',
  'day-loss': "The day's loss limit is reached.",
  'price-drift': "The price moved too far from the master's.",
  window: 'Outside the hours of the link.',
  'close-only': 'This account is exits only.',
  paused: 'The link is paused.',
  stopped: 'The link is stopped until it is resumed.',
  killed: 'The kill switch is on.',
  disarmed: 'The account is not armed.',
  'no-holdings': 'There are no shares to sell.',
  'nothing-to-exit': 'There is nothing to exit.',
  'no-funds': 'Not enough funds.',
  'no-session': 'Not logged in at the broker.',
  'too-old': 'The market has moved on since the master was accepted.',
  'own-position-opposite': 'The account has a position of its own the other way.',
  'validity-not-supported': 'The broker does not take this validity here.',
  'not-listed': 'The broker does not list this instrument.',
  'left-by-hand': 'Left by hand.',
  overtaken: 'An exit or a cancel came first.',
  'master-refused': "The master's order was refused.",
  'master-ended': "The master's order ended.",
  'slice-refused': 'An earlier part was refused.',
  'cancelled-in-lane': 'Cancelled before it was sent.',
  'old-side-left': 'What was to be closed first is still there.',
  'freeze-unknown': 'The freeze quantity is not known, so no more than one part is sent.',
  'after-market': 'Entries after the market are not copied.',
  'cut-off': 'Too late today for an intraday entry.',
  'not-supported': 'The broker does not offer this.',
  'nothing-to-convert': 'Not so much of what was copied is free to move.',
  'absent-by-hand': "A person saw in the broker's own app that it never arrived.",
  'not-converted': 'The position book shows that nothing moved.',
  'basket-incomplete': 'Another leg of its basket did not fill here.',
  'basket-timeout': 'The basket was not complete in time.',
  'basket-cancelled': 'A person ended the basket.',
  'leg-not-filled': 'The leg ended with less than it asked for.',
  'squared-off': 'The account is squared off.',
  margin: 'Not enough margin.',
  holdings: 'Not enough holdings.',
  authorisation: 'The depository has not authorised the sale.',
  freeze: 'Beyond the freeze quantity.',
  price: 'The price was refused.',
  quantity: 'The quantity was refused.',
  instrument: 'The instrument was refused.',
  validity: 'The validity was refused.',
  'order-type': 'The order type was refused.',
  'market-protection': 'The market protection was refused.',
  'market-closed': 'The market is closed.',
  modifications: 'Modified too often.',
  final: 'The order was final already.',
  'not-found': 'The broker does not know the order.',
  address: 'The request came from an address that the broker has not on file.',
  session: 'The broker no longer accepts the session.',
  permission: 'The account may not do this.',
  input: 'The broker refused the request.',
  other: 'The broker refused.',
  'filled-beyond-master': "More was filled here than the master's order came to.",
  'filled-less': "This account's order ended with less than its share.",
  'outside-exit-rests':
    "An exit placed in the broker's own app rests here and keeps what it would close: cancel it there.",
  'position-not-moved': 'What is held could not be taken along over night: compare it with the broker.',
  'outside-not-copied': 'The master changed in a way that is not copied.',
  rounding: 'Exits that lived together were each rounded to whole lots.',
  unexplained: 'No order of the desk explains it.',
  'books-unread': "The account's books at its broker are not read yet.",
  'position-not-shown':
    "The broker's book does not show today what was held: it goes when the book does; once that is certainly gone there is nothing to exit.",
  'position-in-doubt':
    "The broker's book differs from what is known here: it goes when a second read has told which is so.",
  'fills-unreported': 'An order before it may have filled just now: it goes when that is told.',
  unlisted: "No list of the broker names the instrument: leave in the broker's own app if it cannot wait.",
  'rate-limited': 'As many requests have left as the broker takes: it goes when the next one may.',
  unreachable: 'The broker could not be reached; it is tried again.',
  'sale-unauthorised':
    'The depository has not authorised the sale: it is tried again every five minutes, and soon after its page was asked for.',
  'tried-again':
    'It was refused. What is still owed goes again by itself, unless the link is paused or a hedge waits for its short.',
  'before-the-open': "The master's order is for after the market: it is copied when the session opens.",
  // Of what is held: what stood before it when it was.
  'entry-on-its-way': 'What it is to close was still on its way to this account.',
  'masters-exit-first': 'Another exit of the master was to go first.',
  'competing-exit': 'Another exit of the same position was first in this account.',
  'owed-first': 'What this account owes of an earlier exit goes first.',
  hedge: 'A short that it covers was to be bought back first.',
  basket: 'Its turn in its basket had not come.',
  'old-side-first': 'What it turns round was to be closed first.',
  'masters-fill': "There was no price to go by: it goes when the master's order fills.",
  'another-order': 'Another order of the same instrument was to go first.',
  'status-unknown': 'The broker reports a status that is not known here.',
};

/** A reason as it is shown. */
export function reasonView(reason: OrderReason): Reason {
  const words: string | undefined = WORDS[reason.code];
  return {
    code: reason.code,
    text: words ?? reason.code,
    ...(reason.brokerText === undefined ? {} : { brokerText: reason.brokerText }),
    ...figuresOf(reason),
  };
}

/** What is waited for as it is shown, or null where nothing is. */
export function waitOrNull(code: WaitCode | undefined): Wait | null {
  return code === undefined ? null : { code, text: WORDS[code] };
}

/** A skip as it is shown, or null where nothing was left out. */
export function skipOrNull(reason: SkipReason | undefined): Reason | null {
  return reason === undefined
    ? null
    : reasonView({ brokerText: undefined, limit: undefined, figure: undefined, ...reason });
}

/** A skip as it is shown in a list of events: its code, and the figures in the contract's units. */
export function skipView(reason: SkipReason): Record<string, string | number> {
  return { code: reason.code, ...figuresOf(reason) };
}

/** Codes whose limit and figure are amounts. */
const AMOUNTS: ReadonlySet<string> = new Set<SkipCode>(['max-value', 'day-loss', 'no-funds']);

function figuresOf({ code, limit, figure }: Pick<OrderReason, 'code' | 'limit' | 'figure'> | SkipReason): {
  readonly limit?: string | number;
  readonly figure?: string | number;
} {
  const shown = (value: string | number): string | number =>
    AMOUNTS.has(code) && typeof value === 'number' ? value / 10_000 : value;
  return {
    ...(limit === undefined ? {} : { limit: shown(limit) }),
    ...(figure === undefined ? {} : { figure: shown(figure) }),
  };
}

/** A skip or an end in words, with the figure that met a limit. */
export function skipWords(reason: SkipReason): string {
  const { limit, figure } = figuresOf(reason);
  const unit = reason.code === 'too-old' ? ' ms' : '';
  const met = [
    ...(figure === undefined ? [] : [`${figure}${unit}`]),
    ...(limit === undefined ? [] : [`the limit is ${limit}${unit}`]),
  ];
  return met.length === 0 ? wordsOf(reason.code) : `${wordsOf(reason.code)} (${met.join('; ')})`;
}

/** The words of a code; the code itself where none are known. */
export function wordsOf(code: string): string {
  return Object.hasOwn(WORDS, code) ? WORDS[code as Code] : code;
}
