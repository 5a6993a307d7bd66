/** An adapter with what a host would give it, for tests without the sandbox. */
import { aSession, RecordingLog, VirtualClock } from '@copydesk/adapter-testkit';
import type { BrokerId, BrokerPort, BrokerSession, Endpoints } from '@copydesk/core';
import { createUpstoxAdapter, type UpstoxOptions } from '../../src/index.ts';

/** An adapter and how to see it. */
export interface Desk {
  readonly adapter: BrokerPort;
  readonly session: BrokerSession;
  readonly clock: VirtualClock;
  readonly log: RecordingLog;
}

/** The one whose session this is. Everything about it is invented. */
export const CLIENT = 'UX1234';

/** Never aborts. */
export const NEVER = new AbortController().signal;

/** Makes an adapter at these addresses. */
export function aDesk(endpoints: Endpoints, more: Partial<UpstoxOptions> = {}): Desk {
  const clock = new VirtualClock();
  const log = new RecordingLog();
  const brokerId = 'upstox-sandbox' as BrokerId;
  const adapter = createUpstoxAdapter({ brokerId, environment: 'sandbox', clock, log, endpoints, ...more });
  return { adapter, session: aSession({ brokerId, clientId: CLIENT }), clock, log };
}
