/** The legs that are collected for a basket, and what was said about them. It is no basket before it was sent. */
import type { Instrument, Order } from '@copydesk/api-contract';
import { create } from 'zustand';
import { usePreferences } from '../../live/preferences.ts';

/** More legs than that the server takes for a mistake. */
export const MOST_LEGS = 20;

export interface Leg {
  readonly instrument: Instrument;
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

/** Another person has the page now. */
export function forgetBasketDraft(): void {
  useBasketDraft.setState(NOTHING);
}

/**
 * Adds a leg, or changes the one of the same instrument. False when there are as many as a basket takes.
 *
 * @param product What the first leg was to be held as.
 */
export function putLeg(
  leg: Pick<Leg, 'instrument' | 'side'> & Partial<Leg>,
  product = usePreferences.getState().values.product,
): boolean {
  const { legs } = useBasketDraft.getState();
  const at = legs.findIndex(({ instrument }) => instrument.id === leg.instrument.id);
  if (at === -1 && legs.length >= MOST_LEGS) return false;
  const { orderType = 'MARKET' } = usePreferences.getState().values;
  const whole: Leg = { size: '1', orderType, price: '', ...legs[at], ...leg };
  useBasketDraft.setState({
    open: true,
    problem: null,
    legs: at === -1 ? [...legs, whole] : legs.with(at, whole),
    ...(legs.length === 0 && product !== undefined ? { product } : {}),
  });
  return true;
}

export function changeLeg(instrumentId: string, part: Partial<Leg>): void {
  useBasketDraft.setState(({ legs }) => ({
    legs: legs.map((leg) => (leg.instrument.id === instrumentId ? { ...leg, ...part } : leg)),
  }));
}

export function removeLeg(instrumentId: string): void {
  useBasketDraft.setState(({ legs }) => ({
    legs: legs.filter(({ instrument }) => instrument.id !== instrumentId),
  }));
}

/** The legs that stand there are on their way. */
export function beginSending(): void {
  useBasketDraft.setState(({ legs }) => ({ sending: legs }));
}

/** Nothing of them was placed. */
export function stopSending(): void {
  useBasketDraft.setState({ sending: null });
}

/** Sent: its legs make room for how it stands. What was collected or changed meanwhile is the next one's. */
export function keepSent(id: string): void {
  useBasketDraft.setState(({ legs, sending }) => ({
    sentId: id,
    sending: null,
    legs: legs === sending ? [] : legs,
  }));
}
