/** An adapter whose broker answers everything with one recorded body. */
import type { BrokerPort } from '@copydesk/core';
import { adapterAt, answeringJson, aSession, type Closing, type SeenRequest } from './bench.ts';
import { ABSENT, kiteJson } from './real-data.ts';

/** The title of tests over real answers: it says why they are skipped, when they are. */
export const REAL_ANSWERS = `real answers of Kite${ABSENT === undefined ? '' : ` [skipped: ${ABSENT}]`}`;

/** The client of the broker's mocks, whose identifiers were blotted out. */
export const session = aSession({ clientId: 'XXXXXX' });

/** A naive Indian time as a moment. */
export function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+05:30`);
}

/** A status that our table knows. */
export function known(status: string) {
  return { kind: 'known', status };
}

interface Replay {
  readonly adapter: BrokerPort;
  readonly server: { readonly seen: SeenRequest[] };
}

/** Answers everything with this body. */
export async function replay(closing: Closing, body: unknown): Promise<Replay> {
  const server = closing.add(await answeringJson(200, body));
  return { adapter: closing.add(adapterAt(server.url)), server };
}

/** Answers everything with a file of the Kite folder. */
export function replayFile(closing: Closing, path: string): Promise<Replay> {
  return replay(closing, kiteJson(path));
}
