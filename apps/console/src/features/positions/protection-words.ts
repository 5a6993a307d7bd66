/** What a protection is doing, in words: what happened, what it means, what comes next. */
import type { ChildPosition, Position, Protection, Triggered } from '@copydesk/api-contract';
import { formatMoney, formatSignedQuantity, money } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { sourcesWords } from './price-source-words.ts';

export const LEVEL_WORD: Readonly<Record<Triggered['by'], string>> = {
  stop: 'Stop',
  target: 'Target',
  trail: 'Trailing stop',
};

export interface Said {
  readonly words: string;
  readonly tone: 'info' | 'care' | 'bad';
  /** Leaving by hand is the way out. */
  readonly offersExit: boolean;
}

/**
 * What has to be said under a row about its protection; null while it is armed and sees prices of its own broker, or is not there.
 * `broker`: that of the position's account; undefined where it is not known.
 */
export function protectionSaid(
  position: Position | ChildPosition,
  protection: Protection | undefined,
  refused: string | null,
  broker?: string,
): Said | null {
  const said = watchSaid(position, protection, refused, broker);
  const resting = restingSaid(position, protection, refused);
  if (said === null || resting === null) return said ?? resting;
  const words = `${said.words} ${resting.words}`;
  return { ...said, words, tone: resting.tone === 'info' ? said.tone : resting.tone };
}

/** Whether a stop stands at the broker as well, for when the desk cannot act. */
function restingSaid(
  position: ChildPosition,
  protection: Protection | undefined,
  refused: string | null,
): Said | null {
  if (protection?.resting !== true || position.leftBy !== null || !position.setSl) return null;
  const said = { tone: 'info', offersExit: false } as const;
  // What sees no prices, or may not trade, is no comfort for a stop that is missing.
  const acts = protection.state === 'watching' || protection.state === 'triggered';
  if (protection.restingOrderId !== null) return { ...said, words: 'A stop rests at the broker too.' };
  if (refused === null)
    return {
      ...said,
      words: `Its stop at the broker is withheld: none rests there now, and one is placed as soon as it may.${acts ? ' The desk itself acts.' : ''}`,
    };
  return {
    words: `No stop rests at the broker. ${refused} ${acts ? 'The desk itself acts, and it is tried again.' : 'It is tried again.'}`,
    tone: 'bad',
    offersExit: false,
  };
}

/** Whether it sees prices, and what became of it. */
function watchSaid(
  position: Position | ChildPosition,
  protection: Protection | undefined,
  refused: string | null,
  broker: string | undefined,
): Said | null {
  if (position.leftBy !== null) return leavingSaid(position, position.leftBy, refused);
  if (protection === undefined || !(position.setSl || position.setTarget)) return null;
  const what = position.setSl ? 'stop' : 'target';
  switch (protection.state) {
    case 'blind':
      return { words: blindWords(protection, what), tone: 'care', offersExit: true };
    case 'unguarded':
      return {
        words: `${shortAccount(position.account)} is not logged in, or its books are not read yet: its ${what} cannot act.`,
        tone: 'care',
        offersExit: false,
      };
    case 'not-shown':
      return { words: notShownWords(position, what), tone: 'care', offersExit: false };
    default:
      return sourceSaid(protection, what, broker);
  }
}

/** Whose prices it goes by, where that is not the stream of its own broker. */
function sourceSaid(protection: Protection, what: string, broker: string | undefined): Said | null {
  const said = { tone: 'info', offersExit: false } as const;
  const sources = sourcesWords(protection);
  if (protection.standing === 'polled') {
    const quotes = sources === null ? 'quotes that are' : `${sources},`;
    return {
      ...said,
      words: `No feed carries it: its ${what} watches ${quotes} asked for every few seconds.`,
    };
  }
  if (sources === null || broker === undefined) return null;
  const isOwn = protection.watchedBy?.every((one) => one.broker === broker);
  return isOwn === true ? null : { ...said, words: `Its ${what} watches ${sources}.` };
}

function notShownWords({ account }: ChildPosition, what: string): string {
  return `${shortAccount(account)}'s broker does not show this position today: it may be closed already. Its ${what} does not act, and exits wait, until it is shown or certainly gone. Look in the broker's app.`;
}

function blindWords({ silentSince }: Protection, what: string): string {
  if (silentSince === null) return `No price was told yet: the ${what} acts when the first one comes.`;
  return `Feed silent since ${formatTime(silentSince)}. The ${what} has no live price and does not act on old ones; it acts when a fresh one comes.`;
}

function leavingSaid(
  position: Position | ChildPosition,
  { by, level, figure, at }: Triggered,
  refused: string | null,
): Said {
  const happened = `${LEVEL_WORD[by]} ${price(level)} was reached by ${price(figure)} at ${formatTime(at)}.`;
  const children = 'childPositions' in position ? position.childPositions : [];
  const holding = [position, ...children].filter(({ netQty }) => netQty !== 0);
  const still = holding.map(
    ({ account, netQty }) => `${shortAccount(account)} ${formatSignedQuantity(netQty)}`,
  );
  if (position.netQty !== 0) {
    if (refused !== null)
      return { words: `${happened} ${refused} It is tried again.`, tone: 'bad', offersExit: true };
    return {
      words: `${happened} It is being left: ${still.join(', ')} to go.`,
      tone: 'care',
      offersExit: false,
    };
  }
  const flat = [position, ...children].filter(({ netQty }) => netQty === 0);
  const done = `${flat.map(({ account }) => shortAccount(account)).join(', ')} ${flat.length === 1 ? 'is' : 'are'} flat.`;
  if (still.length === 0) return { words: `${happened} ${done}`, tone: 'info', offersExit: false };
  return { words: `${happened} ${done} Still held: ${still.join(', ')}.`, tone: 'care', offersExit: false };
}

function price(wire: number): string {
  return formatMoney(money(wire));
}
