import type { BrokerPackage } from '@copydesk/core';
import { checkKiteCredentials } from './settings.ts';
import { createZerodhaAdapter } from './zerodha-adapter.ts';

/** Zerodha as the host loads it. One Kite Connect app, with its key and secret, belongs to each account. */
export const brokerPackage: BrokerPackage = {
  contractVersion: 1,
  id: 'zerodha',
  name: 'Zerodha',
  credentials: [
    { name: 'apiKey', label: 'API key', secret: false },
    { name: 'apiSecret', label: 'API secret', secret: true },
  ],
  checkCredentials: checkKiteCredentials,
  create: createZerodhaAdapter,
};
