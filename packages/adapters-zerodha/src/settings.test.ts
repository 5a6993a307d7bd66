import type { AdapterOptions, BrokerId } from '@copydesk/core';
import { expect, it } from 'vitest';
import { brokerPackage } from './broker-package.ts';
import { capabilitiesFor, ZERODHA_CAPABILITIES } from './capabilities.ts';
import { KITE_ENDPOINTS, resolveEndpoints } from './settings.ts';

it('speaks to the broker unless told otherwise, and fills in what is not said', () => {
  expect(resolveEndpoints(undefined)).toEqual(KITE_ENDPOINTS);
  expect(resolveEndpoints({ rest: 'http://127.0.0.1:4001/' })).toEqual({
    ...KITE_ENDPOINTS,
    rest: 'http://127.0.0.1:4001',
    instruments: 'http://127.0.0.1:4001',
  });
});

it.each([
  ['a name it does not know', { resst: 'http://127.0.0.1' }],
  ['no address', { rest: 'api.kite.trade' }],
  ['a stream over HTTP', { stream: 'https://ws.kite.trade' }],
  ['a root over a socket', { rest: 'wss://api.kite.trade' }],
])('refuses endpoints with %s', (_what, endpoints: Readonly<Record<string, string>>) => {
  expect(() => resolveEndpoints(endpoints)).toThrow();
});

it('names what is wrong with the credentials of a form, field by field', () => {
  expect(brokerPackage.checkCredentials({ apiKey: 'kk1234', apiSecret: 'ss9012' })).toEqual({});
  expect(Object.keys(brokerPackage.checkCredentials({}))).toEqual(['apiKey', 'apiSecret']);
  const faults = brokerPackage.checkCredentials({ apiKey: 'kk 12\r\n34', apiSecret: 'ss9012', totp: '1' });
  expect(Object.keys(faults)).toEqual(['apiKey', 'totp']);
  expect(JSON.stringify(faults)).not.toContain('ss9012');
});

it('asks for the key openly and for the secret as a secret', () => {
  expect(brokerPackage.credentials.map(({ name, secret }) => [name, secret])).toEqual([
    ['apiKey', false],
    ['apiSecret', true],
  ]);
});

it('shortens the wait for absence and lifts the rates in a sandbox only', () => {
  const options = {
    brokerId: 'zerodha' as BrokerId,
    clock: {
      now: () => 0,
      monotonicMs: () => 0,
      after: () => () => undefined,
    } as unknown as AdapterOptions['clock'],
    log: { info: () => undefined, warn: () => undefined },
    absenceAfterMs: 5_000,
    unlimitedRates: true,
  };
  expect(capabilitiesFor({ ...options, environment: 'live' })).toEqual(ZERODHA_CAPABILITIES);
  expect(capabilitiesFor({ ...options, environment: 'sandbox' })).toEqual({
    ...ZERODHA_CAPABILITIES,
    absenceAfterMs: 5_000,
    orderRates: [],
    readRates: { per: 'account', windows: [] },
  });
});
