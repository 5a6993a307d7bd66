import { expect, it } from 'vitest';
import { postbackChecksum } from '../auth/checksum.ts';
import { readPostback } from './webhook.ts';

const credentials = { apiKey: 'kk1234', apiSecret: 'ss9012' };
const body = {
  user_id: 'AB1234',
  order_id: '1953341975595868160',
  order_timestamp: '2026-09-22 09:20:05',
  checksum: '8b8f04791e1d2270c903acb89d3afcfdd91c5771b595a2ba844e204a9f2faeff',
  status: 'COMPLETE',
};
const read = (given: unknown) =>
  readPostback(
    { headers: {}, body: Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)) },
    (clientId) => (clientId === 'AB1234' ? credentials : undefined),
  );

it('knows the checksum of the documented example', () => {
  expect(postbackChecksum(body.order_id, body.order_timestamp, 'ss9012')).toBe(body.checksum);
});

it('takes a signed postback for a reason to read the books, for its signature covers neither status nor price', () => {
  const signed = { kind: 'signed', clientId: 'AB1234', fact: { type: 'hint', what: 'orders' } };
  expect(read(body)).toEqual(signed);
  expect(read({ ...body, status: 'REJECTED' })).toEqual(signed);
});

it.each([
  ['another checksum', { ...body, checksum: body.checksum.replace('8', '9') }, 'wrong checksum'],
  ['an empty checksum, as stream frames have', { ...body, checksum: '' }, 'wrong checksum'],
  ['another order', { ...body, order_id: '1' }, 'wrong checksum'],
  ['a client that is not ours', { ...body, user_id: 'ZZ0000' }, 'no such client'],
  ['no checksum', { user_id: 'AB1234' }, 'no postback'],
  ['no JSON', 'order_id=1', 'no JSON'],
  ['too much', 'x'.repeat(70_000), 'too large'],
])('refuses %s', (_what, given, reason) => {
  expect(read(given)).toEqual({ kind: 'refused', reason });
});
