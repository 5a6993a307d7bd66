import type { BrokerPackage } from '@copydesk/core';
import { checkUpstoxCredentials } from './settings.ts';
import { createUpstoxAdapter } from './upstox-adapter.ts';

/** Upstox as the host loads it. One app, with its key and secret, belongs to each account: the broker allows one app per user. */
export const brokerPackage: BrokerPackage = {
  contractVersion: 1,
  id: 'upstox',
  name: 'Upstox',
  credentials: [
    { name: 'apiKey', label: 'API key', secret: false },
    { name: 'apiSecret', label: 'API secret', secret: true },
  ],
  checkCredentials: checkUpstoxCredentials,
  create: createUpstoxAdapter,
};
