/** The face on a loopback port, for tests that speak to it by other clients than our adapter. */
import { walkLoginPage } from '@copydesk/adapter-testkit';
import {
  type RunningSandbox,
  type SandboxOptions,
  startSandbox,
  type VenueClient,
  type VenueInstrument,
} from '@copydesk/sandbox';
import { kiteLoginUrl } from '../src/auth/login-url.ts';
import { sandboxFace } from '../src/sandbox/index.ts';
import { kiteInstruments } from './kite-instruments.ts';

/** A sandbox with Kite's face alone. Prices stand still; orders match by themselves. */
export interface KiteSandbox extends RunningSandbox {
  readonly url: string;
  client(seed?: Partial<Parameters<RunningSandbox['venue']['clients']['upsert']>[0]>): VenueClient;
  instrument(key: string): VenueInstrument;
}

/** Starts it. */
export async function startKiteSandbox(options: Partial<SandboxOptions> = {}): Promise<KiteSandbox> {
  const sandbox = await startSandbox({
    faces: [sandboxFace],
    instruments: kiteInstruments,
    market: { walking: false },
    unlimitedRates: true,
    ...options,
  });
  return {
    ...sandbox,
    url: sandbox.faces['zerodha'] ?? '',
    client: (seed = {}) =>
      sandbox.venue.clients.upsert({ client: 'AB1234', ddpi: true, ...seed, broker: 'zerodha' }),
    instrument: (key) => {
      const found = sandbox.venue.instruments.byKey('zerodha', key);
      if (found === undefined) throw new Error(`The sandbox does not list ${key}`);
      return found;
    },
  };
}

/** The query with which the login page sends a person back. */
export function logIn(
  sandbox: KiteSandbox,
  client: VenueClient,
  answer: 'approve' | 'decline' = 'approve',
): Promise<Readonly<Record<string, string>>> {
  return walkLoginPage(
    kiteLoginUrl(`${sandbox.url}/connect/login`, client.apiKey, 'state-1'),
    client,
    answer,
  );
}

/** One call of the REST interface with a client's session, by the platform's own fetch. */
export async function kiteCall(
  sandbox: KiteSandbox,
  path: string,
  options: {
    readonly method?: string;
    readonly form?: Readonly<Record<string, string>> | URLSearchParams;
    readonly token?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const { method = 'GET', form, token, headers = {} } = options;
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      'X-Kite-Version': '3',
      ...(token === undefined ? {} : { authorization: `token ${token}` }),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

/** `key:token` of a fresh session of a client. */
export function tokenOf(sandbox: KiteSandbox, client: VenueClient): string {
  return `${client.apiKey}:${sandbox.venue.sessions.issue(client).accessToken}`;
}
