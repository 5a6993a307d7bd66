import { randomBytes } from 'node:crypto';
import process from 'node:process';

/**
 * The proof that a holder of leases lives: something that the system takes away at its death, however it dies, and
 * that others can look at.
 */
export interface Holder {
  /** Who we are, as stored beside a lease. Proven again, under a new name, when the proof was lost before. */
  id(): Promise<string>;
  /** Whether another holder lives. */
  isAlive(id: string): Promise<boolean>;
  /** Called when our own proof is lost: everything held under `id` is lost with it. */
  onLost(listener: (id: string) => void): void;
  /** Gives the proof up, as death does. */
  close(): Promise<void>;
}

/** A name for a holder: host, process and something that no earlier process had. Safe as a file name. */
export function newHolderId(hostId: string): string {
  const host = hostId.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60) || 'host';
  return `${host}.${process.pid}.${randomBytes(8).toString('hex')}`;
}

/** A holder in words for a person. */
export function describeHolder(id: string): string {
  const [host, processId] = id.split('.');
  return processId === undefined ? id : `process ${processId} on ${host}`;
}
