/**
 * Failures that a caller can act on. Each has a stable kebab-case code, the same that the HTTP problem carries.
 * Outcomes of a send are values (`broker/outcome.ts`), not errors.
 */
export const TRADING_ERRORS = {
  'account-not-found': 'There is no such account.',
  'account-address-taken': 'Another account has this address.',
  'account-disarmed': 'The account is not armed: its entries stop until what stands in the way is gone.',
  'account-in-use': 'The account is in a group, has living orders, holds positions or converts one.',
  'account-not-settled': 'The account is still being compared with its broker.',
  'account-leased-elsewhere': 'Another Copydesk writes to this account.',
  'account-in-a-group': 'An account is in at most one group, in one role.',
  'basket-ended': 'The basket has ended; nothing more of it is sent.',
  'basket-not-found': 'There is no such basket.',
  'broker-not-installed': 'No installed adapter has this broker id.',
  'broker-unreachable': 'The broker could not be reached.',
  'broker-answer-unreadable': 'The broker answered in a form that we do not understand.',
  'broker-order-mismatch': 'The broker shows another order than ours under this id.',
  'broker-order-taken': 'Another order of this account is known under this id.',
  'broker-refused': 'The broker refused the request.',
  'child-ambiguous': 'The account has several rows in this order; name one by its id.',
  'child-not-found': 'The order has no such child.',
  'child-not-flat':
    'The child holds copied quantity, has living orders or may still be sent one of its master.',
  'child-under-way': 'Something of this child may still reach its broker, or fill.',
  'client-id-mismatch': 'The broker logged in another client than the one configured for this account.',
  'divergence-not-found': 'There is no such open divergence.',
  'conversion-not-found': 'There is no such conversion.',
  'environment-mixed': 'Sandbox and live accounts never share a group.',
  'group-not-armed': 'The group is not armed; entries are not copied.',
  'group-not-found': 'There is no such group.',
  'held-at-other-exchange': 'The shares are held at the other exchange; sell them there.',
  'instrument-expired': 'The contract has expired.',
  'instrument-not-found': 'No such instrument exists.',
  'instrument-not-listed': 'The broker has no listing for this instrument today.',
  'instruments-not-loaded': 'The instrument lists are not loaded yet.',
  'instruments-unusable': 'The instrument list cannot be used.',
  'login-declined': 'The broker reports that the login was not completed.',
  'login-state-invalid': 'The login did not start here, was used before or is too old.',
  'journal-unavailable': 'The journal cannot be written; nothing is sent.',
  'link-stopped': 'A guard stopped the link; only a resume ends that.',
  'lot-size-mismatch': 'The quantity is not a whole number of lots.',
  'market-closed': 'The market is closed.',
  'no-session': 'The account is not logged in at its broker today.',
  'not-supported': 'The broker, or the desk, does not offer this.',
  'nothing-to-retry': 'The rule gives this child nothing more of that order.',
  'nothing-to-exit': 'There is nothing left to exit, or less than was asked.',
  'order-final': 'The order is already final.',
  'order-not-uncertain': 'What became of the order is known.',
  'order-not-found': 'There is no such order.',
  'plan-outdated': 'The books have moved since the plan was made, or it is too old.',
  'position-not-found': 'There is no such position.',
  'price-off-tick': 'The price is not a whole number of ticks.',
  'price-required': 'This order type needs a price.',
  'price-not-allowed': 'This order type takes no such price.',
  'protection-acting': 'The protection is acting: the position is being left.',
  'protection-wrong-side':
    'The level stands on the wrong side of where things are now: it would act at once.',
  'quantity-too-large': 'The quantity is beyond what can be sent.',
  'rate-limited': 'The broker asks to slow down, or is asked as often as it takes.',
  'refused-by-risk': 'The order was refused before it was sent.',
  'relationship-undeclared': 'Only declared family accounts may be children.',
  'repair-under-way': 'An order that repairs this difference is still under way.',
  'session-expired': 'The broker no longer accepts the session.',
  'stop-not-ended':
    'The stop that rests at the broker behind a protection has not ended, and may still fill.',
  'stale-version': 'It was changed meanwhile.',
} as const;

/** A stable code of a failure. */
export type TradingErrorCode = keyof typeof TRADING_ERRORS;

const MARK = Symbol.for('copydesk.trading-error');

/** Chosen fields that explain a failure; never a whole request or response, for headers carry tokens. */
export type ErrorFacts = Readonly<Record<string, string | number | readonly string[]>>;

/** A failure the caller can act on. Outcomes of a send are values, not errors. */
export class TradingError extends Error {
  readonly [MARK] = true;
  readonly code: TradingErrorCode;
  readonly facts: ErrorFacts;
  /** JSON Pointer into the command that was at fault, when it was the command. */
  readonly path: string | undefined;

  constructor(
    code: TradingErrorCode,
    facts: ErrorFacts = {},
    options: ErrorOptions & { readonly path?: string } = {},
  ) {
    super(TRADING_ERRORS[code], options);
    this.name = 'TradingError';
    this.code = code;
    this.facts = facts;
    this.path = options.path;
  }

  /** `instanceof` fails when a program holds two copies of the package; the registered symbol does not. */
  static is(value: unknown): value is TradingError {
    return typeof value === 'object' && value !== null && MARK in value;
  }
}
