import { describe, expect, it } from 'vitest';
import { aClient, aVenue } from './venue-fixture.ts';

describe('sessions', () => {
  it('exchange a one-time token once, by the app it was issued for, and in time', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    const token = venue.sessions.issueRequestToken(client);
    expect(venue.sessions.exchange('kite', 'key-of-another', token)).toEqual({
      kind: 'refused',
      cause: 'other-app',
    });
    const answer = venue.sessions.exchange('kite', client.apiKey, token);
    expect(answer).toMatchObject({ kind: 'issued', client: { client: 'AB1234' } });
    expect(venue.sessions.exchange('kite', client.apiKey, token)).toMatchObject({ cause: 'used' });
    expect(venue.sessions.exchange('kite', client.apiKey, 'rt-forged')).toMatchObject({ cause: 'unknown' });
    const late = venue.sessions.issueRequestToken(client);
    clock.advanceBy(180_001);
    expect(venue.sessions.exchange('kite', client.apiKey, late)).toMatchObject({ cause: 'expired' });
    venue.close();
  });

  it('end at the broker’s time of day on the venue’s clock, and tell their streams', () => {
    const { venue, clock } = aVenue();
    const kite = venue.sessions.issue(aClient(venue));
    const up = venue.sessions.issue(aClient(venue, { broker: 'up' }));
    expect(new Date(kite.expiresAt).toISOString()).toBe('2026-11-24T00:30:00.000Z');
    expect(new Date(up.expiresAt).toISOString()).toBe('2026-11-23T22:00:00.000Z');
    const ended: string[] = [];
    venue.sessions.onEnd(kite, () => ended.push('kite'));
    venue.sessions.onEnd(up, () => ended.push('up'));
    venue.clock.advance(up.expiresAt - venue.clock.now());
    expect(ended).toEqual(['up']);
    expect(venue.sessions.byToken('up', up.accessToken)).toBeUndefined();
    expect(venue.sessions.byToken('kite', kite.accessToken)).toEqual(kite);
    clock.advanceBy(kite.expiresAt - venue.clock.now());
    expect(ended).toEqual(['up', 'kite']);
    venue.close();
  });

  it('are ended by the next login of the same app, where the broker does so', () => {
    const { venue } = aVenue();
    const kite = aClient(venue);
    const first = venue.sessions.issue(kite);
    const second = venue.sessions.issue(kite);
    expect(venue.sessions.byToken('kite', first.accessToken)).toBeUndefined();
    expect(venue.sessions.byToken('kite', second.accessToken)).toEqual(second);
    const up = aClient(venue, { broker: 'up' });
    const former = venue.sessions.issue(up);
    venue.sessions.issue(up);
    expect(venue.sessions.byToken('up', former.accessToken)).toEqual(former);
    venue.close();
  });

  it('end by logout and by force, and no other broker’s token opens them', () => {
    const { venue } = aVenue();
    const client = aClient(venue);
    const session = venue.sessions.issue(client);
    expect(venue.sessions.byToken('up', session.accessToken)).toBeUndefined();
    expect(venue.sessions.end('kite', session.accessToken)).toBe(true);
    expect(venue.sessions.end('kite', session.accessToken)).toBe(false);
    venue.sessions.issue(client);
    expect(venue.sessions.expire(client)).toBe(1);
    expect(venue.sessions.of(client)).toHaveLength(0);
    venue.close();
  });

  it('give every client its own app, and refuse one that is taken', () => {
    const { venue } = aVenue();
    const one = aClient(venue);
    const two = aClient(venue, { client: 'CD5678' });
    expect(one.apiKey).not.toBe(two.apiKey);
    expect(venue.clients.byApiKey('kite', two.apiKey)).toEqual(two);
    expect(() => aClient(venue, { client: 'EF9012', apiKey: one.apiKey })).toThrow(/belongs to AB1234/);
    expect(aClient(venue, { apiKey: 'kk1234' }).apiKey).toBe('kk1234');
    expect(venue.clients.byApiKey('kite', one.apiKey)).toBeUndefined();
    venue.close();
  });
});
