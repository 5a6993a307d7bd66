/**
 * The sandbox that stands beside the live brokers: one of our own in a child process, or one that runs already.
 *
 * Decides: where it is. What it does belongs to the sandbox's package and its faces.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SandboxPlaces } from '@copydesk/api-contract';
import { type SpawnedSandbox, type SpawnOptions, spawnSandbox } from '@copydesk/sandbox';
import * as z from 'zod';
import type { Log } from '../process/log.ts';
import { type InstalledBroker, sandboxEntryOf } from './broker-packages.ts';

/** A sandbox that listens. */
export interface Sandbox {
  readonly places: SandboxPlaces;
  /** Makes a client, or changes one, and gives its credentials and a token that is valid today. */
  makeClient(client: SandboxClient): Promise<SandboxCredentials>;
  close(): Promise<void>;
}

export interface SandboxClient {
  /** The face's broker: `zerodha`, not `zerodha-sandbox`. */
  readonly broker: string;
  readonly client: string;
  /** Rupees. */
  readonly funds: number;
}

export interface SandboxCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly accessToken: string;
}

const places = z.object({ faces: z.record(z.string(), z.string()), control: z.string() });
const credentials = z.object({ apiKey: z.string(), apiSecret: z.string(), accessToken: z.string() });

/** Starts a sandbox with the faces of the installed packages; its state lives under `dataDir`. */
export async function startOwnSandbox(options: {
  readonly brokers: readonly InstalledBroker[];
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly unlimitedRates: boolean;
  readonly log: Log;
}): Promise<Sandbox> {
  const log = options.log.child({ part: 'sandbox' });
  const child = await spawnPatiently({
    faces: options.brokers.map((broker) => sandboxEntryOf(broker.packageName)),
    from: import.meta.url,
    dataDir: join(options.dataDir, 'sandbox'),
    publicUrl: options.publicUrl,
    unlimitedRates: options.unlimitedRates,
    onLog: (line) => log.info(readLine(line), 'The sandbox says'),
  });
  log.info({ pid: child.pid, control: child.control }, 'The sandbox listens');
  let ending = false;
  void child.exited.then((code) => {
    if (!ending)
      log.error({ code }, 'The sandbox ended by itself; sandbox accounts are cut off until a restart');
  });
  return sandboxAt({ faces: { ...child.faces }, control: child.control }, async () => {
    ending = true;
    await child.close();
  });
}

/** The child writes a line of JSON for each thing it says. */
function readLine(line: string): { readonly said: unknown } {
  try {
    return { said: JSON.parse(line) as unknown };
  } catch {
    return { said: line };
  }
}

/** How often a start is tried: the child of a killed server may still be letting go of the data directory. */
const STARTS = 5;
const BETWEEN_STARTS_MS = 700;

async function spawnPatiently(options: SpawnOptions): Promise<SpawnedSandbox> {
  for (let start = 1; ; start += 1) {
    try {
      return await spawnSandbox(options);
    } catch (error) {
      if (start === STARTS) throw error;
      await setTimeout(BETWEEN_STARTS_MS);
    }
  }
}

/** Uses a sandbox that runs: its control address tells where its faces are, and learns where its login pages return to. */
export async function joinSandbox(control: string, publicUrl: string): Promise<Sandbox> {
  const found = places.parse(await (await ask(`${control}/`)).json());
  await ask(`${control}/desk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ publicUrl }),
  });
  return sandboxAt({ ...found, control }, async () => undefined);
}

function sandboxAt(where: SandboxPlaces, close: () => Promise<void>): Sandbox {
  return {
    places: where,
    close,
    async makeClient(client) {
      const answer = await ask(`${where.control}/clients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(client),
      });
      return credentials.parse(await answer.json());
    },
  };
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok)
    throw new Error(
      `The sandbox answered ${answer.status} to ${init.method ?? 'GET'} ${new URL(url).pathname}.`,
    );
  return answer;
}
