/** Logging in with the official SDK, upstox-js-sdk 2.31.0: by the page, and by a token approved elsewhere. */
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { until, VirtualClock, walkLoginPage } from '@copydesk/adapter-testkit';
import { type RunningSandbox, startSandbox } from '@copydesk/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxFace } from '../src/sandbox/index.ts';
import { upstoxInstruments } from './support/instruments.ts';
import { loadSdk, type Sdk } from './support/sdk.ts';

describe('upstox-js-sdk logs in at the face', () => {
  let sandbox: RunningSandbox;
  let sdk: Sdk;
  let url: string;

  beforeAll(async () => {
    sandbox = await startSandbox({
      faces: [sandboxFace],
      instruments: { kind: 'rows', rows: upstoxInstruments },
      clock: new VirtualClock(),
    });
    url = sandbox.faces['upstox'] ?? '';
    sdk = loadSdk(url);
  });
  afterAll(() => sandbox.close());

  it('by the dialog, the exchange of its code, the profile, the logout', async () => {
    const other = sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX5678' });
    const dialog = `${url}/v2/login/authorization/dialog?${new URLSearchParams({
      response_type: 'code',
      client_id: other.apiKey,
      redirect_uri: other.redirectUrl,
      state: 'MASTER:k2',
    })}`;
    const { code, state } = await walkLoginPage(dialog, other, 'approve');
    expect(state).toBe('MASTER:k2');
    const exchange = {
      code,
      clientId: other.apiKey,
      clientSecret: other.apiSecret,
      redirectUri: other.redirectUrl,
      grantType: 'authorization_code',
    };

    const token = await sdk.call('LoginApi', 'token', '2.0', exchange);

    expect(token).toMatchObject({
      userId: 'UX5678',
      broker: 'UPSTOX',
      userType: 'individual',
      isActive: true,
    });
    expect(token.exchanges).toContain('NFO');
    expect(token.products).toEqual(['I', 'D', 'MTF']);
    expect(token.accessToken.split('.')).toHaveLength(3);
    await expect(sdk.call('LoginApi', 'token', '2.0', exchange)).rejects.toMatchObject({
      errors: [{ errorCode: 'UDAPI100057', error_code: 'UDAPI100057' }],
    });

    sdk.setToken(token.accessToken);
    expect((await sdk.call('UserApi', 'getProfile', '2.0')).data).toMatchObject({ userId: 'UX5678' });
    expect((await sdk.call('LoginApi', 'logout', '2.0')).data).toBe(true);
    await expect(sdk.call('UserApi', 'getProfile', '2.0')).rejects.toMatchObject({
      errors: [{ error_code: 'UDAPI100050' }],
    });
  });

  it('asks for a token and gets it through the notifier', async () => {
    const notified: unknown[] = [];
    const notifier = createServer((request, response) => {
      void textOf(request).then((body) => {
        notified.push(JSON.parse(body));
        response.end('ok');
      });
    });
    await new Promise<void>((resolve) => notifier.listen(0, '127.0.0.1', resolve));
    const address = notifier.address() as { port: number };
    const child = sandbox.venue.clients.upsert({
      broker: 'upstox',
      client: 'UX9012',
      postbackUrl: `http://127.0.0.1:${address.port}/unguessable`,
    });
    const secret = { clientSecret: child.apiSecret };

    const answer = await sdk.call('LoginApi', 'initTokenRequestForIndieUser', secret, child.apiKey);
    expect(answer.data).toMatchObject({ notifierUrl: child.postbackUrl });
    await fetch(`${url}/app/requests/${child.apiKey}`, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'approve' }),
    });
    await until(() => notified.length === 1, 'the notifier is told');
    await new Promise((resolve) => notifier.close(resolve));

    const [living] = sandbox.venue.sessions.of(child);
    expect(notified[0]).toMatchObject({
      client_id: child.apiKey,
      user_id: 'UX9012',
      access_token: living?.accessToken,
      token_type: 'Bearer',
      message_type: 'access_token',
      expires_at: String(living?.expiresAt),
    });
  });
});
