import { createUpstoxAdapter } from '@copydesk/adapter-upstox';
import type { AccountId, BrokerId, Clock } from '@copydesk/core';

declare const clock: Clock; // the machine's, or a virtual one
const signal = new AbortController().signal;
const broker = createUpstoxAdapter({
  brokerId: 'upstox' as BrokerId,
  environment: 'live',
  clock,
  log: { info: (fields, message) => console.info(message, fields), warn: console.warn },
});

const credentials = { apiKey: 'key-of-UX1234', apiSecret: 'secret-of-UX1234' };
const redirectUrl = 'http://localhost:3000/api/upstox/auth';
console.log(broker.loginUrl({ credentials, state: 'signed-by-you', redirectUrl }));
// … the person logs in, and the browser comes back to the redirect address with these:
const query = { code: 'AbC123', state: 'signed-by-you' };
const session = await broker.completeLogin(
  {
    accountId: 'a1' as AccountId,
    clientId: 'UX1234',
    credentials,
    egress: { kind: 'default' },
    redirectUrl,
    query,
  },
  signal,
);
console.log(await broker.funds(session, signal));
