/** Clients of a Kite sandbox for tests of its face; what they open is closed after each test. */
import type { VenueClient } from '@copydesk/sandbox';
import { type Closing } from './bench.ts';
import { kiteCall, startKiteSandbox, tokenOf } from './kite-sandbox.ts';

/** Sandboxes, and clients in them, that end with `closing`. */
export function kiteTraders(closing: Closing) {
  async function sandboxWith(options: Parameters<typeof startKiteSandbox>[0] = {}) {
    return closing.add(await startKiteSandbox(options));
  }

  /** A client who buys the future with everything right, and what each test makes wrong. */
  async function trading(
    seed: Partial<VenueClient> = {},
    options: Parameters<typeof startKiteSandbox>[0] = {},
  ) {
    const sandbox = await sandboxWith(options);
    const client = sandbox.client(seed);
    const token = tokenOf(sandbox, client);
    const future = sandbox.venue.instruments.all.find(
      (item) => item.kind === 'FUT' && item.segment === 'NFO',
    );
    const right = {
      exchange: 'NFO',
      tradingsymbol: future?.listings['zerodha']?.symbol ?? '',
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      quantity: String(future?.lotSize ?? 0),
      product: 'NRML',
      price: '25000',
    };
    const place = (changes: Readonly<Record<string, string>> = {}, variety = 'regular') =>
      kiteCall(sandbox, `/orders/${variety}`, { method: 'POST', token, form: { ...right, ...changes } });
    return {
      sandbox,
      client,
      token,
      right,
      place,
      lot: future?.lotSize ?? 0,
      freeze: future?.freezeQuantity ?? 0,
    };
  }
  return { sandboxWith, trading };
}
