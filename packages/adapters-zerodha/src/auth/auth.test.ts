import { instantOf } from '@copydesk/core';
import { expect, it } from 'vitest';
import { exchangeChecksum, sameChecksum } from './checksum.ts';
import { kiteLoginUrl } from './login-url.ts';
import { sessionEnd } from './session-expiry.ts';

it('carries the state through the one parameter that survives, encoded twice', () => {
  const url = kiteLoginUrl('https://kite.zerodha.com/connect/login', 'kk1234', 'MASTER:k2');
  expect(url).toBe(
    'https://kite.zerodha.com/connect/login?v=3&api_key=kk1234&redirect_params=state%3DMASTER%253Ak2',
  );
});

it('keeps any state intact through both decodings', () => {
  const state = 'acc 1.%+&=/?.nonce~ü';
  const outer = new URL(kiteLoginUrl('https://kite.zerodha.com/connect/login', 'kk1234', state));
  expect(new URLSearchParams(outer.searchParams.get('redirect_params') ?? '').get('state')).toBe(state);
});

it('keeps what a login page of another environment already asks for', () => {
  const url = kiteLoginUrl('https://sandbox.kite.trade/connect/login?env=1', 'sandboxdemo', 's');
  expect(url).toContain('env=1');
});

it('signs the exchange as the documented example', () => {
  expect(exchangeChecksum('kk1234', 'rt5678', 'ss9012')).toBe(
    '93da33c3882800fadf0339f62baaf742f59c7427c93c4cfa7f4c744e59e1f8e9',
  );
});

it('compares checksums of any length', () => {
  expect(sameChecksum('abc', 'abc')).toBe(true);
  expect(sameChecksum('abc', 'abd')).toBe(false);
  expect(sameChecksum('abc', 'abcd')).toBe(false);
});

it.each([
  ['2026-11-23T03:30:00Z', '2026-11-24T00:30:00Z'],
  ['2026-11-23T00:29:59Z', '2026-11-23T00:30:00Z'],
  ['2026-11-23T00:30:00Z', '2026-11-24T00:30:00Z'],
  ['2026-11-23T20:00:00Z', '2026-11-24T00:30:00Z'],
])('ends a session of %s at the next 06:00 in India', (login, end) => {
  expect(sessionEnd(instantOf(Date.parse(login)))).toBe(Date.parse(end));
});
