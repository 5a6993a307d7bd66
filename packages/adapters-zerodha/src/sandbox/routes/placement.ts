/** Placing an order, sliced when it is asked for. */
import type { Answer, VenueInstrument, VenuePlacement } from '@copydesk/sandbox';
import {
  instrumentNamed,
  oneOf,
  optional,
  priceField,
  protectionField,
  required,
  wholeNumber,
} from '../fields.ts';
import { type ClientRequest, KiteRefusal, type UngatedRequest } from '../route.ts';
import { productNamed } from '../wire/terms.ts';
import { inputError, type KiteError, refusalError, successAnswer } from '../wording.ts';

/** At most so many orders come of one request (forum 15912). */
const MOST_SLICES = 10;

/** Takes or refuses an order. */
export function place(request: ClientRequest): Answer {
  const { face, client } = request;
  const placement = readPlacement(request);
  if (optional(request.form, 'autoslice') === 'true') return placeSliced(request, placement);
  const answer = face.venue.orders.place(client, placement);
  if (answer.kind === 'refused') throw new KiteRefusal(refusalError(answer.refusal));
  return successAnswer({ order_id: answer.order.orderId });
}

/** How many orders a request makes, for the day's and the minute's limit. */
export function sliceCount({ face, form }: UngatedRequest): number {
  if (form.get('autoslice') !== 'true') return 1;
  const key = `${form.get('exchange') ?? ''}:${form.get('tradingsymbol') ?? ''}`;
  const instrument = face.venue.instruments.byKey(face.broker, key);
  const quantity = Number(form.get('quantity'));
  const slice = instrument === undefined ? undefined : largestSlice(instrument);
  if (slice === undefined || !(quantity > 0)) return 1;
  return Math.min(MOST_SLICES, Math.ceil(quantity / slice));
}

function readPlacement({ face, form, path, session }: ClientRequest): VenuePlacement {
  const variety = path['variety'] ?? '';
  if (variety !== 'regular' && variety !== 'amo') {
    const known = ['co', 'iceberg', 'auction'].includes(variety);
    throw new KiteRefusal(
      inputError(known ? `The sandbox does not take \`${variety}\` orders.` : 'Invalid `variety`.'),
    );
  }
  const exchange = required(form, 'exchange');
  const symbol = required(form, 'tradingsymbol');
  const side = oneOf('transaction_type', required(form, 'transaction_type'), ['BUY', 'SELL']);
  const orderType = oneOf('order_type', required(form, 'order_type'), ['MARKET', 'LIMIT', 'SL', 'SL-M']);
  const quantity = wholeNumber('quantity', required(form, 'quantity'));
  const productName = required(form, 'product');
  const validity = optional(form, 'validity') ?? 'DAY';
  if (validity === 'TTL') throw new KiteRefusal(inputError('The sandbox does not take TTL validity.'));
  const disclosed = optional(form, 'disclosed_quantity');
  const instrument = instrumentNamed(face, exchange, symbol);
  const product = productNamed(productName, instrument.segment);
  if (product === undefined) throw new KiteRefusal(inputError('Invalid `product`.'));
  // A market order may come with a price that nobody reads.
  const priced = orderType === 'LIMIT' || orderType === 'SL';
  const stops = orderType === 'SL' || orderType === 'SL-M';
  return {
    instrument,
    side,
    quantity,
    orderType,
    product,
    validity: oneOf('validity', validity, ['DAY', 'IOC']),
    price: priced ? priceField(form, 'price') : undefined,
    triggerPrice: stops ? priceField(form, 'trigger_price') : undefined,
    disclosedQuantity: disclosed === undefined ? undefined : wholeNumber('disclosed_quantity', disclosed),
    marketProtection: priced ? undefined : protectionField(form),
    afterMarket: variety === 'amo',
    tag: optional(form, 'tag'),
    apiKey: session.apiKey,
    extra: { variety },
  };
}

/** The largest order the exchange takes, in whole lots; undefined when it is not published. */
function largestSlice({ freezeQuantity, lotSize }: VenueInstrument): number | undefined {
  if (freezeQuantity === undefined) return undefined;
  const lot = Math.max(lotSize, 1);
  return Math.max(Math.floor(freezeQuantity / lot) * lot, lot);
}

/** One request, several orders: the answer names each, also those that were refused (since 27 March 2026). */
function placeSliced({ face, client }: ClientRequest, placement: VenuePlacement): Answer {
  const slice = largestSlice(placement.instrument);
  if (slice === undefined || placement.quantity < 2 * slice) {
    const least = slice === undefined ? placement.quantity + 1 : 2 * slice;
    throw new KiteRefusal(
      inputError(`Quantity should be greater than or equal to ${least} for order slicing.`),
    );
  }
  if (placement.quantity > MOST_SLICES * slice) {
    throw new KiteRefusal(inputError(`An order can be sliced into at most ${MOST_SLICES} orders.`));
  }
  let parent: string | undefined;
  let firstError: KiteError | undefined;
  const children: object[] = [];
  for (let left = placement.quantity; left > 0; left -= slice) {
    const extra = { ...placement.extra, autoslice: parent ?? 'parent' };
    const answer = face.venue.orders.place(client, { ...placement, quantity: Math.min(left, slice), extra });
    if (answer.kind === 'refused') {
      const error = refusalError(answer.refusal);
      firstError ??= error;
      const { status: code, errorType: error_type, message } = error;
      children.push({ error: { code, error_type, message, data: null } });
    } else if (parent === undefined) {
      parent = answer.order.orderId;
    } else {
      children.push({ order_id: answer.order.orderId });
    }
  }
  // What Kite answers when all slices fail is not documented: the first slice's error.
  if (parent === undefined && firstError !== undefined) throw new KiteRefusal(firstError);
  return successAnswer({ order_id: parent, children });
}
