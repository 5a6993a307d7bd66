/**
 * Whether an account's order calls leave from an address that its broker has on file (domain §4.16).
 *
 * Decides: what counts as proof. Pure. Leaves to others: asking (`account/address-watch.ts`), showing it.
 */
import type { Egress } from '../broker/broker-id.ts';
import type { AddressStanding } from './address-watch.ts';

/** What is known of an account's address. */
export interface AddressView {
  /** Where order calls were seen to leave from, or where the account is told to leave from. */
  readonly seen: string | undefined;
  /** As the broker tells it; undefined where it does not tell. */
  readonly onFile: readonly string[] | undefined;
  /** `ok`: the broker takes order calls, or has the address on file. `unknown`: nothing proves either. */
  readonly state: 'ok' | 'differs' | 'unknown';
}

/** Puts together what the broker answered, what it has on file and where the account is told to leave from. */
export function addressView(
  egress: Egress,
  standing: AddressStanding,
  onFile: readonly string[] | undefined,
): AddressView {
  if (standing.accepted === true) {
    // The broker takes calls from registered addresses only: with one on file that must be it.
    const [only, ...more] = onFile ?? [];
    return { seen: more.length === 0 ? (only ?? toldOf(egress)) : toldOf(egress), onFile, state: 'ok' };
  }
  const seen = standing.seen ?? toldOf(egress);
  if (standing.accepted === false) return { seen, onFile, state: 'differs' };
  if (seen === undefined || onFile === undefined) return { seen, onFile, state: 'unknown' };
  return { seen, onFile, state: onFile.some((address) => sameAddress(address, seen)) ? 'ok' : 'differs' };
}

/** The address that an account is told to leave from; a private one says nothing about what the broker sees. */
function toldOf(egress: Egress): string | undefined {
  return egress.kind === 'address' && !PRIVATE.test(egress.address) ? egress.address : undefined;
}

/** Addresses that a router replaces on the way out. */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd]|fe80)/i;

function sameAddress(one: string, other: string): boolean {
  const plain = (address: string): string =>
    address
      .trim()
      .toLowerCase()
      .replace(/^::ffff:/, '');
  return plain(one) === plain(other);
}
