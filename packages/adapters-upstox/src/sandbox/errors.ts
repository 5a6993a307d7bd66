/**
 * What Upstox says when it refuses, in both of its spellings.
 *
 * Decides: code, HTTP status and words for each of the venue's reasons. Where the broker has no code of its own for a
 * reason because it refuses it only after the acceptance, `UDAPI100036` (invalid input) stands in.
 */
import { type Price, printPrice, printValue, unreachable, type Value } from '@copydesk/core';
import type { Answer, FaceWording, Refusal } from '@copydesk/sandbox';

/** One error of an answer. */
export interface UpstoxError {
  readonly code: string;
  readonly message: string;
  readonly property?: string | undefined;
  readonly value?: unknown;
}

/** Which call is refused: codes differ. */
export type RefusedCall = 'place' | 'modify' | 'cancel' | 'other';

const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) };
}

/** `{status: success, data}`, and what a call adds to it. */
export function success(data: unknown, more: Readonly<Record<string, unknown>> = {}): Answer {
  return jsonAnswer(200, { status: 'success', data, ...more });
}

/** The entry of an error in both spellings. */
export function errorEntry({ code, message, property, value }: UpstoxError): Record<string, unknown> {
  return {
    errorCode: code,
    message,
    propertyPath: property ?? null,
    invalidValue: value ?? null,
    error_code: code,
    property_path: property ?? null,
    invalid_value: value ?? null,
  };
}

/** An error answer. */
export function failure(status: number, ...errors: readonly UpstoxError[]): Answer {
  return jsonAnswer(status, { status: 'error', errors: errors.map(errorEntry) });
}

/** A 400. */
export function badRequest(code: string, message: string, property?: string): Answer {
  return failure(400, { code, message, property });
}

/** The token is wrong or over. */
export function invalidToken(): Answer {
  return failure(401, { code: 'UDAPI100050', message: 'Invalid token used to access API' });
}

/** No such path. */
export function notRouted(): Answer {
  return failure(404, { code: 'UDAPI100060', message: 'Resource not Found.' });
}

/** The broker's own failure. */
export function serverError(status = 500): Answer {
  return failure(status, { code: 'UDAPI100500', message: 'Something went wrong... please contact us' });
}

/** How the face words gate and faults. */
export const WORDING: FaceWording = {
  refused: (refusal) => refusedAnswer(refusal, 'other'),
  // Upstox has no such words of its own; a 400 with the code of its internal error is what comes nearest.
  timedOut: () => serverError(400),
  serverError: () => serverError(),
};

/** The answer to a refused request. */
export function refusedAnswer(refusal: Refusal, call: RefusedCall): Answer {
  return failure(statusOf(refusal), refusedError(refusal, call));
}

function statusOf({ reason }: Refusal): number {
  if (reason === 'rate') return 429;
  if (reason === 'address') return 403;
  return reason === 'market-closed' ? 423 : 400;
}

/** The error of a refusal that shows in the answer. */
export function refusedError(refusal: Refusal, call: RefusedCall): UpstoxError {
  switch (refusal.reason) {
    case 'rate':
      return { code: 'UDAPI10005', message: 'Too Many Request Sent' };
    case 'address':
      return { code: 'UDAPI1154', message: addressWords(refusal) };
    case 'market-closed':
      return {
        code: 'UDAPI100074',
        message: 'The Place order API is accessible from 5:30 AM to 12:00 AM IST daily.',
      };
    case 'final':
      return call === 'cancel'
        ? {
            code: 'UDAPI100040',
            message: `Cannot cancel an order that is already ${finalWord(refusal.state)}`,
          }
        : {
            code: 'UDAPI100041',
            message: `Cannot modify an order that is already ${finalWord(refusal.state)}`,
          };
    case 'not-found':
      return notFoundError(refusal.what);
    case 'market-protection':
      return protectionError(refusal);
    case 'segment':
      return refusal.cause === 'disabled-by-broker'
        ? {
            code: 'UDAPI1161',
            message:
              'Order placement for MCX is temporarily disabled through API. Please use NSE Commodity instead.',
          }
        : { code: 'UDAPI100036', message: 'The segment is not active for the user' };
    case 'quantity':
      return { code: 'UDAPI1052', message: 'The quantity cannot be zero', property: 'quantity' };
    case 'tag':
      return { code: 'UDAPI1119', message: `The tag exceeds the limit of ${refusal.limit} characters` };
    case 'disclosed-quantity':
      return { code: 'UDAPI1039', message: 'The disclosed quantity must be 10% of the quantity or more' };
    case 'product':
      return { code: 'UDAPI1054', message: 'The product is invalid', property: 'product' };
    case 'validity':
      return { code: 'UDAPI1055', message: 'The validity is invalid', property: 'validity' };
    case 'order-type':
      return { code: 'UDAPI1056', message: 'The order_type is invalid', property: 'orderType' };
    case 'price':
      return refusal.problem === 'missing'
        ? { code: 'UDAPI1008', message: 'Price is required', property: refusal.field }
        : {
            code: 'UDAPI1040',
            message: 'Price is not required for this order type',
            property: refusal.field,
          };
    case 'other':
      return { code: 'UDAPI100036', message: refusal.text };
    case 'margin':
    case 'circuit':
    case 'freeze':
    case 'holdings':
    case 'authorisation':
    case 'tick':
    case 'lot':
    case 'trigger':
    case 'after-market':
    case 'modifications':
      return { code: 'UDAPI100036', message: rejectionWords(refusal, '').human };
    default:
      return unreachable(refusal);
  }
}

function notFoundError(what: 'order' | 'instrument' | 'position'): UpstoxError {
  if (what === 'order') return { code: 'UDAPI100010', message: 'Order not found' };
  if (what === 'position')
    return { code: 'UDAPI1035', message: 'No position for this instrument and product' };
  return { code: 'UDAPI100011', message: 'Invalid Instrument key', property: 'instrumentToken' };
}

function protectionError(refusal: Extract<Refusal, { reason: 'market-protection' }>): UpstoxError {
  if (refusal.problem === 'missing') {
    return {
      code: 'UDAPI1158',
      message: 'Market orders are not allowed. Please use market protection or place a limit order.',
    };
  }
  return (refusal.percent ?? 0) > 2_500
    ? { code: 'UDAPI1159', message: 'Market protection cannot be greater than 25' }
    : { code: 'UDAPI1160', message: 'Market protection is invalid' };
}

function addressWords(refusal: Extract<Refusal, { reason: 'address' }>): string {
  return refusal.problem === 'none-configured'
    ? 'Static IP is not configured. Please configure a static IP to use this API.'
    : `Your request originates from ${refusal.remoteAddress}, which is not a configured static IP.`;
}

function finalWord(state: string): string {
  return state === 'complete' ? 'completed' : state.startsWith('cancelled') ? 'cancelled' : 'rejected';
}

/** Words of an order that was rejected after it was accepted. */
export interface RejectionWords {
  /** `status_message`: for people. */
  readonly human: string;
  /** `status_message_raw`: of the risk system or the exchange. */
  readonly raw: string;
}

/** What `status_message` and its raw twin say. */
export function rejectionWords(refusal: Refusal, client: string): RejectionWords {
  switch (refusal.reason) {
    case 'margin': {
      const lacking = (refusal.required - refusal.available) as Value;
      return {
        human: `You need to add Rs. ${rupees(lacking)} in your account to place this trade.`,
        raw: `RMS:Margin Exceeds,Required:${rupees(refusal.required)}, Available:${rupees(refusal.available)} for entity account-${client} across exchange across segment across product `,
      };
    }
    case 'circuit':
      return both(
        `The price set should be within the circuit limits (${shown(refusal.lower)} to ${shown(refusal.upper)}). Please modify your order price.`,
      );
    case 'freeze':
      return both(
        `The quantity ${refusal.quantity} exceeds the freeze quantity of ${refusal.freezeQuantity}.`,
      );
    case 'holdings':
      return both(`You can sell ${refusal.available} of this holding only.`);
    case 'authorisation':
      return both('Verify your TPIN with the depository to sell this holding.');
    case 'tick':
      return both(`The price must be a multiple of the tick size ${shown(refusal.tickSize)}.`);
    case 'lot':
      return both(`The quantity must be a multiple of the lot size ${refusal.lotSize}.`);
    case 'trigger':
      return both(
        refusal.against === 'last-price'
          ? `The trigger price is on the wrong side of the last traded price ${shown(refusal.reference)}.`
          : `The trigger price is on the wrong side of the limit price ${shown(refusal.reference)}.`,
      );
    case 'order-type':
      return both(`${refusal.orderType} orders are not allowed by the exchange in this segment.`);
    case 'other':
      return both(refusal.text);
    default:
      return both(`The order was refused: ${refusal.reason}.`);
  }
}

function both(text: string): RejectionWords {
  return { human: text, raw: text };
}

function rupees(value: Value): string {
  return printValue(value).replace(/(\.\d\d)\d+$/, '$1');
}

function shown(price: Price): string {
  return printPrice(price);
}
