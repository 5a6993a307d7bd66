import type { VenueClient } from '@copydesk/sandbox';

/** Who a client is, as session and profile answers say it. */
export function profileJson(client: VenueClient): Record<string, unknown> {
  const products = new Set<string>();
  for (const product of client.products) {
    if (product === 'I') products.add('MIS');
    if (product === 'D') products.add('CNC').add('NRML');
    if (product === 'MTF') products.add('MTF');
  }
  return {
    user_id: client.client,
    user_type: 'individual',
    email: client.email,
    user_name: client.name,
    user_shortname: client.name.split(' ', 1)[0] ?? client.name,
    broker: 'ZERODHA',
    exchanges: [...client.segments, 'MF'],
    products: [...products],
    order_types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    avatar_url: null,
    meta: { demat_consent: client.ddpi ? 'consent' : '' },
  };
}
