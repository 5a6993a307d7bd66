/**
 * Which pages may act with a person's cookie.
 *
 * Decides: the `Origin` that a write or a socket with a cookie must have: `PUBLIC_URL`'s or, when the server listens
 * on loopback, `http://localhost:PORT` or `http://127.0.0.1:PORT`.
 */
import { isLoopback } from '../config/config.ts';

/** Where the server can be reached, known once it listens. */
export interface ServerAddress {
  readonly host: string;
  /** The port that listens. */
  port(): number;
  /** Without a slash at the end. */
  publicUrl(): string;
}

/** Whether a page of this origin may act. */
export function isAllowedOrigin(origin: string | undefined, address: ServerAddress): boolean {
  if (origin === undefined) return false;
  if (origin === new URL(address.publicUrl()).origin) return true;
  if (!isLoopback(address.host)) return false;
  return origin === `http://localhost:${address.port()}` || origin === `http://127.0.0.1:${address.port()}`;
}
