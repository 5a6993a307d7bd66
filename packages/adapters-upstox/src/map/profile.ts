import type { BrokerProfile } from '@copydesk/core';
import type { ProfileData } from '../http/schemas.ts';
import { productsOf, segmentsOf } from './wire-terms.ts';

/** Who is logged in. Without DDPI or a power of attorney each day's sale of holdings needs the depository's PIN. */
export function profileFrom(row: ProfileData): BrokerProfile {
  return {
    clientId: row.user_id,
    name: row.user_name ?? row.user_id,
    products: productsOf(row.products),
    segments: segmentsOf(row.exchanges),
    sellAuthorisation: sellAuthorisationOf(row),
  };
}

function sellAuthorisationOf(row: ProfileData): BrokerProfile['sellAuthorisation'] {
  if (row.ddpi === true || row.poa === true) return 'standing';
  return row.ddpi === false || row.poa === false ? 'each-day' : 'unknown';
}
