import type { Clock } from '../ports/clock.ts';
import type { BrokerId, Environment } from './broker-id.ts';
import type { BrokerPort } from './broker-port.ts';
import type { Credentials } from './broker-session.ts';

/** One field of the account form. */
export interface CredentialField {
  readonly name: string;
  readonly label: string;
  /** Write-only: never shown again once stored. */
  readonly secret: boolean;
}

/** Where the wire goes, by names that each adapter defines (`rest`, `stream`, `login`, `instruments` …). A sandbox face gives its own. */
export type Endpoints = Readonly<Record<string, string>>;

/** What an adapter logs through: structured, never a request or a header. */
export interface AdapterLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the host gives an adapter. */
export interface AdapterOptions {
  readonly brokerId: BrokerId;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: AdapterLog;
  /** Undefined: the broker's own addresses. */
  readonly endpoints?: Endpoints;
  /** Sandbox only: a shorter wait before absence counts. */
  readonly absenceAfterMs?: number;
  /** Sandbox only (bench): the lanes' own rate windows are lifted. */
  readonly unlimitedRates?: boolean;
}

/** The one thing an adapter package exports for the host, as `brokerPackage`. */
export interface BrokerPackage {
  readonly contractVersion: 1;
  /** `zerodha`, `upstox`; the sandbox environment is `<id>-sandbox`. */
  readonly id: string;
  /** How people call it. */
  readonly name: string;
  readonly credentials: readonly CredentialField[];
  /** Reads the credentials of a form; an answer of strings names what is wrong, by field. */
  checkCredentials(credentials: Credentials): Readonly<Record<string, string>>;
  create(options: AdapterOptions): BrokerPort;
}
