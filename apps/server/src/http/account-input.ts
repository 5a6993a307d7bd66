/** What a person wrote about an account, as the core takes it. */
import { isIP } from 'node:net';
import type { EgressInput, InputError } from '@copydesk/api-contract';
import type { BrokerPackage, Credentials, Egress } from '@copydesk/core';
import { HttpError } from './http-error.ts';

/** The credentials of a form. Throws `invalid-input` with the path of each field at fault; values are never repeated. */
export function checkedCredentials(brokerPackage: BrokerPackage, credentials: Credentials): Credentials {
  const names = brokerPackage.credentials.map((field) => field.name);
  const unknown = Object.keys(credentials).filter((name) => !names.includes(name));
  const wrong = brokerPackage.checkCredentials(credentials);
  const errors: InputError[] = [
    ...unknown.map((name) => ({
      path: `/credentials/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code: 'unknown-field',
      message: `${brokerPackage.name} knows ${names.join(', ')}.`,
    })),
    ...Object.entries(wrong).map(([name, message]) => ({
      path: `/credentials/${name}`,
      code: credentials[name] === undefined || credentials[name] === '' ? 'required' : 'bad-format',
      message,
    })),
  ];
  if (errors.length > 0) throw new HttpError('invalid-input', { errors });
  return credentials;
}

/** Where requests leave from: nothing, an address of this host, or a proxy. */
export function egressOf(input: EgressInput | null | undefined): Egress {
  if (input === null || input === undefined || input === 'default') return { kind: 'default' };
  if (typeof input === 'string') {
    return isIP(input) === 0 ? proxyAt(input, '/egress') : { kind: 'address', address: input };
  }
  if (input.kind === 'address') {
    if (isIP(input.address) === 0)
      throw wrong('/egress/address', 'Needs an IPv4 or IPv6 address of this host.');
    return input;
  }
  return input.kind === 'proxy' ? proxyAt(input.url, '/egress/url') : input;
}

/** What a patch makes of the stored way out. The proxy's user and password stay when the address is the same and names none. */
export function changedEgress(input: EgressInput | null, stored: Egress): Egress {
  const egress = egressOf(input);
  if (egress.kind !== 'proxy' || stored.kind !== 'proxy') return egress;
  const before = new URL(stored.url);
  const now = new URL(egress.url);
  return now.host === before.host && now.username === '' ? stored : egress;
}

/** The way out as it is shown: without the proxy's user and password. */
export function shownEgress(egress: Egress): Egress {
  if (egress.kind !== 'proxy') return egress;
  const url = new URL(egress.url);
  return { kind: 'proxy', url: `${url.protocol}//${url.host}` };
}

function proxyAt(text: string, path: string): Egress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== 'http:' || url.hostname === '') {
    throw wrong(path, 'Needs an address of this host, or a proxy as http://host:port.');
  }
  return { kind: 'proxy', url: url.origin === 'null' ? text : `${url.protocol}//${auth(url)}${url.host}` };
}

function auth(url: URL): string {
  if (url.username === '') return '';
  return url.password === '' ? `${url.username}@` : `${url.username}:${url.password}@`;
}

function wrong(path: string, message: string): HttpError {
  return new HttpError('invalid-input', { errors: [{ path, code: 'bad-format', message }] });
}
