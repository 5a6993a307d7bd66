/** Why something deliberately did not happen. Codes are stable; the console and the journal use them. */
export const SKIP_CODES = [
  'under-one-lot',
  'segment',
  'product',
  'underlying',
  'max-quantity',
  'max-value',
  'max-open',
  'day-loss',
  'price-drift',
  'window',
  'close-only',
  'paused',
  'stopped',
  'killed',
  'disarmed',
  'no-holdings',
  'nothing-to-exit',
  'no-funds',
  'no-session',
  'too-old',
  'own-position-opposite',
  'validity-not-supported',
  'not-listed',
  'left-by-hand',
] as const;

/** A stable code of a skip. */
export type SkipCode = (typeof SKIP_CODES)[number];

/** Codes of our own that end an order without being a child's skip. */
export type EndCode =
  | 'overtaken'
  | 'master-refused'
  | 'master-ended'
  | 'slice-refused'
  | 'cancelled-in-lane'
  /** A repair through zero: what was to be closed first is still there. */
  | 'old-side-left'
  | 'freeze-unknown'
  | 'after-market'
  | 'cut-off'
  | 'market-closed'
  | 'not-supported'
  /** Nothing of what was copied is free to move to the other product. */
  | 'nothing-to-convert'
  /** A person saw in the broker's own app that it never arrived. */
  | 'absent-by-hand'
  /** The position book shows that a conversion was not carried out. */
  | 'not-converted'
  /** Another leg of its basket did not fill here, or not in time. */
  | 'basket-incomplete'
  | 'basket-timeout'
  | 'basket-cancelled'
  /** A leg ended with less than it asked for, and nobody says why. */
  | 'leg-not-filled'
  /** A square-off closes the account. */
  | 'squared-off';

/** A reason with the limit and the figure that met it, where there are any. Prices in 1/10000 rupee, quantities as they are. */
export interface SkipReason {
  readonly code: SkipCode | EndCode;
  readonly limit?: string | number;
  readonly figure?: string | number;
}

/** Figure of a `disarmed` skip of an account whose books were not read yet: no decision of a rule. */
export const NOT_SETTLED = 'not settled';
