import type { BrokerProfile } from '@copydesk/core';
import type { ProfileRow } from '../http/schemas.ts';
import { productsOf, segmentsOf } from './wire-terms.ts';

/** Who is logged in, and what the account may trade. */
export function profileFrom(row: ProfileRow): BrokerProfile {
  return {
    clientId: row.user_id,
    name: row.user_name ?? '',
    products: productsOf(row.products),
    segments: segmentsOf(row.exchanges),
    sellAuthorisation: sellAuthorisationOf(row.meta?.demat_consent),
  };
}

/** `consent` and `physical` are a standing power (DDPI or POA); an empty word means that each day's sale is authorised by hand. */
function sellAuthorisationOf(consent: string | null | undefined): BrokerProfile['sellAuthorisation'] {
  if (consent === 'consent' || consent === 'physical') return 'standing';
  return consent === '' ? 'each-day' : 'unknown';
}
