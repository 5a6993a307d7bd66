/** The rules of the suite itself: what may be skipped, what counts as a secret seen, how a login page is visited. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type BrokerCase,
  disagreements,
  referenceCapabilities,
  secretsFoundIn,
  walkLoginPage,
} from '@copydesk/adapter-testkit';
import type { VenueClient } from '@copydesk/sandbox';
import { afterEach, describe, expect, it } from 'vitest';

describe('what may be skipped', () => {
  const always: BrokerCase = aCase('BC-1', 'always');
  const ofBroker: BrokerCase = aCase('BC-2', 'broker');
  const ofMargin: BrokerCase = aCase('BC-3', (capabilities) => capabilities.marginPreview);
  const cases = [always, ofBroker, ofMargin];
  const capable = referenceCapabilities({});
  const incapable = { ...capable, marginPreview: false };
  const reason = 'The broker has no such call (docs "Margins", read 2026-11)';

  it('nothing, by an adapter that claims everything', () => {
    expect(disagreements(cases, {}, capable)).toEqual([]);
  });

  it('a case of a capability that is not claimed, for a reason with a source', () => {
    expect(disagreements(cases, { 'BC-3': reason }, incapable)).toEqual([]);
  });

  it('not a case of a capability that is claimed', () => {
    expect(disagreements(cases, { 'BC-3': reason }, capable)).toEqual([
      'BC-3 is skipped, but the capabilities claim it: title of BC-3',
    ]);
  });

  it('and must be, when the capability is not claimed: a gap is not hidden', () => {
    expect(disagreements(cases, {}, incapable)).toEqual([
      expect.stringContaining('not listed under "unsupported"'),
    ]);
  });

  it('never a case that guards an invariant of all brokers', () => {
    expect(disagreements(cases, { 'BC-1': reason }, capable)).toEqual([
      'BC-1 cannot be skipped: title of BC-1',
    ]);
  });

  it('not without a reason that ends with its source', () => {
    for (const bad of [
      '',
      'not needed',
      'The broker has no such call',
      '(docs)',
      'The broker has no such call ()',
    ]) {
      expect(disagreements(cases, { 'BC-2': bad }, capable), bad).toHaveLength(1);
    }
    expect(disagreements(cases, { 'BC-2': reason }, capable)).toEqual([]);
  });

  it('not a case that does not exist', () => {
    expect(disagreements(cases, { 'BC-9': reason }, capable)).toEqual([
      'BC-9 is skipped, but there is no such case.',
    ]);
  });
});

describe('a secret is seen', () => {
  const secrets = [{ name: 'token', value: 'token/of+AB1234==' }];
  const value = 'token/of+AB1234==';

  it.each([
    ['in a text', `failed for ${value}`],
    [
      'in a cause of a cause',
      new Error('a', { cause: new Error('b', { cause: { deep: { deeper: [value] } } }) }),
    ],
    ['in a hidden property', Object.defineProperty({}, 'headers', { value, enumerable: false })],
    [
      'behind a getter',
      {
        get authorization() {
          return value;
        },
      },
    ],
    ['in what a logger would write', { toJSON: () => ({ token: value }) }],
    ['in a map', new Map([['session', { value }]])],
    ['encoded for a URL', `https://broker.example/?t=${encodeURIComponent(value)}`],
    ['encoded for a form', new URLSearchParams({ t: value }).toString()],
    ['in base 64', Buffer.from(value).toString('base64')],
    ['in an error’s stack', Object.assign(new Error('x'), { stack: `Error: ${value}\n at y` })],
    [
      'as an own property of an error',
      Object.assign(new Error('x'), { request: { headers: { authorization: value } } }),
    ],
  ])('%s', (_where, holder) => {
    expect(secretsFoundIn(holder, secrets)).toEqual(['token']);
  });

  it('not where there is none, in a circle neither', () => {
    const circle: { self?: unknown; amount: bigint } = { amount: 5n };
    circle.self = circle;

    expect(secretsFoundIn([circle, new Error('failed', { cause: 'timeout' }), undefined], secrets)).toEqual(
      [],
    );
  });

  it('and one that would be found by chance is refused', () => {
    expect(() => secretsFoundIn('anything', [{ name: 'pin', value: '1234' }])).toThrow(RangeError);
  });
});

describe('a login page', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  it('is approved and declined by its forms, with what they carry', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        if (request.method === 'GET') {
          response.end(
            '<form method="post" action="go"><input type="hidden" name="s" value="a&amp;b&quot;"><button name="user_id" value="AB1234">x</button></form>' +
              '<form method="post" action="go"><input type="hidden" name="decision" value="decline"><button name="user_id" value="AB1234">x</button></form>',
          );
          return;
        }
        seen.push(`${request.url} ${body}`);
        response.writeHead(302, { location: 'http://desk.example/back?code=c1&state=a%26b' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/login/page`;
    const client = { client: 'AB1234' } as VenueClient;

    expect(await walkLoginPage(url, client, 'approve')).toEqual({ code: 'c1', state: 'a&b' });
    await walkLoginPage(url, client, 'decline');

    expect(seen).toEqual([
      '/login/go s=a%26b%22&user_id=AB1234',
      '/login/go decision=decline&user_id=AB1234',
    ]);
  });
});

function aCase(id: string, counts: BrokerCase['counts']): BrokerCase {
  return { id, title: `title of ${id}`, group: 'placing', fresh: false, counts, run: async () => {} };
}
