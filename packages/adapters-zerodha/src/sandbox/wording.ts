/**
 * Kite's words for what the venue refuses.
 *
 * Texts are the broker's where one is known (docs, forum, public error logs of 2025 and 2026); those marked * are ours in
 * its style, because no recording was found.
 */
import { printPrice, printValue, unreachable } from '@copydesk/core';
import type { Answer, FaceWording, Refusal } from '@copydesk/sandbox';

/** A refusal as Kite says it. */
export interface KiteError {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

/** An error in Kite's envelope. */
export function errorAnswer(error: KiteError): Answer {
  return jsonAnswer(error.status, {
    status: 'error',
    message: error.message,
    data: null,
    error_type: error.errorType,
  });
}

/** A success in Kite's envelope. */
export function successAnswer(data: unknown): Answer {
  return jsonAnswer(200, { status: 'success', data });
}

function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A parameter that is missing or wrong. */
export function inputError(message: string): KiteError {
  return { status: 400, errorType: 'InputException', message };
}

/** A field that must be there. */
export function missingField(name: string): KiteError {
  return inputError(`Missing or empty field \`${name}\``);
}

/** The session is not, or no longer, there. */
export const TOKEN_ERROR: KiteError = {
  status: 403,
  errorType: 'TokenException',
  message: 'Incorrect `api_key` or `access_token`.',
};

/** A one-time token that was used, is too old or never was. */
export const REQUEST_TOKEN_ERROR: KiteError = {
  status: 403,
  errorType: 'TokenException',
  message: 'Token is invalid or has expired.',
};

/** The key's plan does not include the call. */
export const PLAN_ERROR: KiteError = {
  status: 403,
  errorType: 'PermissionException',
  message: 'Insufficient permission for that call.',
};

/** No order with this id. */
export const NO_ORDER: KiteError = {
  status: 400,
  errorType: 'GeneralException',
  message: "Couldn't find that `order_id`.",
};

/** No such instrument today. */
export const NO_INSTRUMENT: KiteError = inputError(
  'The instrument you are placing an order for has either expired or does not exist.',
);

/** How answers are worded when the gate or a fault says so. */
export const kiteWording: FaceWording = {
  refused: (refusal) => errorAnswer(refusalError(refusal)),
  timedOut: () =>
    errorAnswer({
      status: 400,
      errorType: 'OrderException',
      message: 'Order request timed out. Please check the order book and confirm before placing again.',
    }),
  serverError: () =>
    errorAnswer({ status: 500, errorType: 'GeneralException', message: 'Something unexpected happened.' }),
};

const CONSOLE_HINT = 'allowed IPs on the Kite developer console.';

/** The error that Kite answers for a refusal of the venue. */
export function refusalError(refusal: Refusal): KiteError {
  switch (refusal.reason) {
    case 'margin':
      return {
        status: 400,
        errorType: 'MarginException',
        message: `Insufficient funds. Required margin is ${rupees(refusal.required)} but available margin is ${rupees(refusal.available)}. Check the orderbook for open orders.`,
      };
    case 'circuit':
      return inputError(
        refusal.price > refusal.upper
          ? `Your order price is higher than the current [upper circuit limit](https://support.zerodha.com) of ${printPrice(refusal.upper)}. Place an order within the daily range.`
          : `Your order price is lower than the current [lower circuit limit](https://support.zerodha.com) of ${printPrice(refusal.lower)}. Place an order within the daily range.`,
      );
    case 'freeze':
      return inputError(freezeText(refusal));
    case 'holdings': // *
      return {
        status: 400,
        errorType: 'HoldingException',
        message: `Insufficient holdings. You are selling ${refusal.quantity} but only ${refusal.available} are available.`,
      };
    case 'authorisation':
      return {
        status: 428,
        errorType: 'HoldingException',
        message: `${refusal.quantity} quantity needs authorisation at depository.`,
      };
    case 'tick': {
      const field = refusal.field === 'price' ? 'price' : 'trigger price';
      return inputError(
        `Tick size for this script is ${printPrice(refusal.tickSize)}. Kindly enter ${field} in the multiple of tick size for this script`,
      );
    }
    case 'lot': // *
      return inputError(`Quantity should be a multiple of lot size ${refusal.lotSize}.`);
    case 'quantity': // *
      return inputError('Invalid `quantity`.');
    case 'price': {
      const field = refusal.field === 'price' ? 'price' : 'trigger_price';
      return refusal.problem === 'missing'
        ? missingField(field)
        : inputError(`\`${field}\` is not allowed for this order type.`); // *
    }
    case 'trigger':
      return inputError(triggerText(refusal));
    case 'product': // *
      return inputError('The `product` is not enabled for this account or instrument.');
    case 'segment': // *
      return inputError(
        `You are not enabled to trade in ${refusal.segment}. Enable the segment from Console.`,
      );
    case 'validity':
      return inputError(`IOC validity is not allowed for ${refusal.segment} orders via API.`); // *
    case 'order-type': // *
      return inputError(`${refusal.orderType} orders are blocked for this instrument. Place a Limit order.`);
    case 'market-protection':
      return inputError(
        refusal.problem === 'missing'
          ? 'Market orders without market protection are not allowed via API. Please set market protection or use a Limit order.'
          : 'Invalid `market_protection`.', // *
      );
    case 'market-closed': // *
      return inputError('Markets are closed right now. Place an after market order (AMO) instead.');
    case 'after-market': // *
      return inputError('AMO orders cannot be placed during market hours.');
    case 'modifications':
      return {
        status: 400,
        errorType: 'NetworkException',
        message: 'Maximum allowed order modifications exceeded.',
      };
    case 'final': // *
      return {
        status: 400,
        errorType: 'OrderException',
        message: 'Order cannot be modified or cancelled, it is already complete, cancelled or rejected.',
      };
    case 'not-found':
      if (refusal.what === 'order') return NO_ORDER;
      return refusal.what === 'instrument' ? NO_INSTRUMENT : inputError('No such position.'); // *
    case 'tag': // *
      return inputError(`Invalid \`tag\`. It can have at most ${refusal.limit} characters.`);
    case 'disclosed-quantity': // *
      return inputError('Invalid `disclosed_quantity`.');
    case 'address':
      return {
        status: 403,
        errorType: 'PermissionException',
        message:
          refusal.problem === 'none-configured'
            ? `No IPs configured for this app. Add ${CONSOLE_HINT}`
            : `IP (${refusal.remoteAddress}) is not allowed to place orders for this app. Update ${CONSOLE_HINT}`,
      };
    case 'rate':
      return { status: 429, errorType: 'NetworkException', message: 'Too many requests' };
    case 'other':
      return { status: 400, errorType: 'OrderException', message: refusal.text };
    default:
      return unreachable(refusal);
  }
}

/** What the book shows of a rejected order: the words for a person, and those of the order system. */
export function rejectionTexts(refusal: Refusal, client: string): readonly [string, string] {
  const { message } = refusalError(refusal);
  if (refusal.reason !== 'margin') return [message, `RMS:${message}`];
  const raw = `RMS:Margin Exceeds,Required:${rupees(refusal.required)}, Available:${rupees(refusal.available)} for entity account-${client} across exchange across segment across product `;
  return [message, raw];
}

function freezeText(refusal: Extract<Refusal, { reason: 'freeze' }>): string {
  const { quantity, freezeQuantity, lotSize } = refusal;
  const lots = (units: number): number => Math.floor(units / Math.max(lotSize, 1));
  return `The order quantity ${quantity} (${lots(quantity)} lots) is higher than the maximum quantity of ${freezeQuantity} (${lots(freezeQuantity)} lots) allowed by the exchanges. Place multiple orders or use autoslice.`;
}

function triggerText(refusal: Extract<Refusal, { reason: 'trigger' }>): string {
  const above = refusal.triggerPrice > refusal.reference;
  if (refusal.against === 'limit') return 'Trigger price cannot be beyond the limit price.'; // *
  // The wrong side is where the trigger stands: a BUY stop below the last price, a SELL stop above it.
  return above
    ? `Trigger price for stoploss sell orders should be lower than the last traded price (${printPrice(refusal.reference)})`
    : `Trigger price for stoploss buy orders should be higher than the last traded price (${printPrice(refusal.reference)})`;
}

/** Rupees with two places, as Kite writes amounts in its texts. */
function rupees(value: Parameters<typeof printValue>[0]): string {
  return printValue(value).replace(/(\.\d\d)\d+$/, '$1');
}
