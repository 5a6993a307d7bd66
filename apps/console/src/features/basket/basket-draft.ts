/**
 * The legs that are collected for a basket, and what was said about them. It is no basket before it was sent.
 *
 * Decides: a leg that is on its way is not changed, not taken out and not collected again until its answer is known, so that none
 * is sent twice. Legs of the sandbox and of live money never stand in one basket.
 */
import type { Account, Instrument, Order } from '@copydesk/api-contract';
import { create } from 'zustand';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { usePreferences } from '../../live/preferences.ts';

/** More legs than that the server takes for a mistake. */
export const MOST_LEGS = 20;

export interface Leg {
  readonly instrument: Instrument;
  /** Of which its prices are; undefined where no account was known when it was put in. */
  readonly environment: Account['environment'] | undefined;
  readonly side: Order['side'];
  /** Lots as typed; where a lot is one, units. */
  readonly size: string;
  readonly orderType: 'MARKET' | 'LIMIT';
  readonly price: string;
}

export interface BasketDraft {
  /** The side panel is the basket, and the prices of the chain collect. */
  readonly open: boolean;
  /** In the order in which they were collected; an instrument is in it once. */
  readonly legs: readonly Leg[];
  readonly product: 'D' | 'I';
  /** Undefined: the first master. */
  readonly accountId: string | undefined;
  readonly masterOnly: boolean;
  /** What becomes of an account that cannot complete; `link`: as its link says. */
  readonly then: 'link' | 'flatten' | 'leave';
  /** The time to complete, as typed. */
  readonly seconds: string;
  /** The basket that was sent last, until the panel is cleared of it. */
  readonly sentId: string | null;
  /** The legs whose answer is waited for, as they were sent. */
  readonly sending: readonly Leg[] | null;
  /** Why the last price was not collected, in words. */
  readonly problem: string | null;
}

const NOTHING: BasketDraft = {
  open: false,
  legs: [],
  product: 'D',
  accountId: undefined,
  masterOnly: false,
  then: 'link',
  seconds: '60',
  sentId: null,
  sending: null,
  problem: null,
};

export const useBasketDraft = create<BasketDraft>(() => NOTHING);

let generation = 0;

/** Another person has the page now: what is still read or answered for the one before is none of theirs. */
export function forgetBasketDraft(): void {
  generation += 1;
  useBasketDraft.setState(NOTHING);
}

/** Whose draft it is: another number after it was forgotten. */
export function draftGeneration(): number {
  return generation;
}

/** What a leg shares with all others of its basket. */
type LegTerms = Pick<BasketDraft, 'product' | 'accountId' | 'masterOnly'>;

/**
 * Adds a leg, or changes the one of the same instrument. Answers why not, in words; null when it is in.
 *
 * @param terms Those it was put together with: the first leg brings them, each other one must have the basket's.
 */
export function putLeg(leg: GivenLeg, terms?: LegTerms): string | null {
  const draft = useBasketDraft.getState();
  const { legs } = draft;
  const refused = refusalOf(draft, leg, terms);
  if (refused !== null) return refused;
  const first = legs.length > 0 ? {} : firstTerms(draft, leg, terms);
  const environment = environmentOfBasket({ ...draft, ...first });
  const at = legs.findIndex(({ instrument }) => instrument.id === leg.instrument.id);
  const { orderType = 'MARKET' } = usePreferences.getState().values;
  const whole: Leg = { size: '1', orderType, price: '', environment, ...legs[at], ...leg };
  useBasketDraft.setState({
    open: true,
    problem: null,
    legs: at === -1 ? [...legs, whole] : legs.with(at, whole),
    ...first,
  });
  return null;
}

type GivenLeg = Pick<Leg, 'instrument' | 'side'> & Partial<Leg>;

function refusalOf(draft: BasketDraft, leg: GivenLeg, terms: LegTerms | undefined): string | null {
  const { legs } = draft;
  if (isOnItsWay(leg.instrument.id)) return ON_ITS_WAY;
  const isNew = legs.every(({ instrument }) => instrument.id !== leg.instrument.id);
  if (isNew && legs.length >= MOST_LEGS) return `A basket takes ${MOST_LEGS} legs at most.`;
  if (legs.length === 0) return null;
  const own = environmentOfBasket(draft);
  if (leg.environment !== undefined && own !== undefined && leg.environment !== own)
    return `Not added: the basket is of ${ENVIRONMENT_WORDS[own]}, and this price is of ${ENVIRONMENT_WORDS[leg.environment]}.`;
  const other = terms === undefined ? '' : otherTerms(draft, terms);
  return other === '' ? null : `Not added: the basket has another ${other}, and its legs share one.`;
}

/** What the first leg brings: its terms, or the person's usual product; and an account where its prices are told. */
function firstTerms(draft: BasketDraft, { environment }: GivenLeg, terms: LegTerms | undefined) {
  if (terms !== undefined) return terms;
  const { product } = usePreferences.getState().values;
  const isElsewhere = environment !== undefined && environmentOfBasket(draft) !== environment;
  return {
    ...(product === undefined ? {} : { product }),
    ...(isElsewhere ? { accountId: undefined, masterOnly: false } : {}),
  };
}

const ENVIRONMENT_WORDS: Readonly<Record<Account['environment'], string>> = {
  live: 'live money',
  sandbox: 'the sandbox',
};

/** Where the basket's account trades; undefined while it is not known. */
function environmentOfBasket({ accountId }: Pick<BasketDraft, 'accountId'>): Leg['environment'] {
  const accounts = byFamily(useAccounts.getState().list ?? []);
  return (accounts.find(({ id }) => id === accountId) ?? accounts[0])?.environment;
}

function otherTerms(draft: BasketDraft, terms: LegTerms): string {
  const first = byFamily(useAccounts.getState().list ?? [])[0]?.id;
  return [
    (terms.accountId ?? first) === (draft.accountId ?? first) ? '' : 'account',
    terms.product === draft.product ? '' : 'product',
    terms.masterOnly === draft.masterOnly ? '' : '“Master only”',
  ]
    .filter(Boolean)
    .join(' and another ');
}

export const ON_ITS_WAY = 'This leg is on its way: it is not changed any more.';

/** It was sent, and the answer is not known yet. */
export function isOnItsWay(instrumentId: string): boolean {
  return useBasketDraft.getState().sending?.some(({ instrument }) => instrument.id === instrumentId) === true;
}

export function changeLeg(instrumentId: string, part: Partial<Leg>): void {
  if (isOnItsWay(instrumentId)) return;
  useBasketDraft.setState(({ legs }) => ({
    legs: legs.map((leg) => (leg.instrument.id === instrumentId ? { ...leg, ...part } : leg)),
  }));
}

export function removeLeg(instrumentId: string): void {
  if (isOnItsWay(instrumentId)) return;
  useBasketDraft.setState(({ legs }) => ({
    legs: legs.filter(({ instrument }) => instrument.id !== instrumentId),
  }));
}

/** The legs that stand there are on their way; answers them. */
export function beginSending(): readonly Leg[] {
  const { legs } = useBasketDraft.getState();
  useBasketDraft.setState({ sending: legs });
  return legs;
}

/** Nothing of them was placed. */
export function stopSending(): void {
  useBasketDraft.setState({ sending: null });
}

/** Sent: its legs make room for how it stands. What was collected meanwhile is the next one's. */
export function keepSent(id: string, sent = useBasketDraft.getState().sending ?? []): void {
  const gone = new Set(sent.map(({ instrument }) => instrument.id));
  useBasketDraft.setState(({ legs }) => ({
    sentId: id,
    sending: null,
    legs: legs.filter(({ instrument }) => !gone.has(instrument.id)),
  }));
}
