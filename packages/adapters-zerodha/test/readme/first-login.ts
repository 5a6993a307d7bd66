import { createZerodhaAdapter } from '@copydesk/adapter-zerodha';
import type { AccountId, BrokerId, Clock } from '@copydesk/core';

declare const clock: Clock; // the machine's, or a virtual one
const signal = new AbortController().signal;
const broker = createZerodhaAdapter({
  brokerId: 'zerodha' as BrokerId,
  environment: 'live',
  clock,
  log: { info: (fields, message) => console.info(message, fields), warn: console.warn },
});

const credentials = { apiKey: 'kk1234', apiSecret: 'secret-of-AB1234' };
const redirectUrl = 'http://localhost:3000/api/zerodha/auth';
console.log(broker.loginUrl({ credentials, state: 'signed-by-you', redirectUrl }));
// … the person logs in, and the browser comes back to the redirect address with these:
const query = { status: 'success', type: 'login', request_token: 'rt5678', state: 'signed-by-you' };
const session = await broker.completeLogin(
  {
    accountId: 'a1' as AccountId,
    clientId: 'AB1234',
    credentials,
    egress: { kind: 'default' },
    redirectUrl,
    query,
  },
  signal,
);
console.log(await broker.funds(session, signal));
