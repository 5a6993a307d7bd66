import type { AdapterLog, BrokerPort, Clock, Credentials, Endpoints } from '@copydesk/core';
import { type InstrumentSource, type SandboxFace, startSandbox, type VenueClient } from '@copydesk/sandbox';
import { walkLoginPage } from './login-page.ts';
import type { StartSetup } from './stage.ts';

/** What is particular to one adapter. */
export interface OverSandbox {
  /** The broker's wire, imitated: the adapter package's `./sandbox` export. */
  readonly face: SandboxFace;
  /** Makes the adapter with the face in place of the broker, on the suite's clock and log. */
  create(given: {
    readonly endpoints: Endpoints;
    readonly clock: Clock;
    readonly log: AdapterLog;
  }): BrokerPort;
  /** The credentials of a client as the adapter's account form names them. Default: `apiKey` and `apiSecret`. */
  credentialsOf?(client: VenueClient): Credentials;
  /** The plan of a client whose account has no order stream, where there is such a plan. */
  readonly planWithoutStream?: string;
  /** Default: generated from the seed. */
  readonly instruments?: InstrumentSource;
}

/** Starts the venue with the broker's face on a loopback port, and the adapter in front of it: `start` of the suite. */
export function overSandbox(given: OverSandbox): StartSetup {
  return async ({ seed, clock, log }) => {
    const sandbox = await startSandbox({ faces: [given.face], seed, clock, instruments: given.instruments });
    const broker = given.face.brokerId;
    const url = sandbox.faces[broker] ?? '';
    const adapter = given.create({ endpoints: given.face.endpoints(url), clock, log });
    const stop = once(() => sandbox.close());
    return {
      venue: sandbox.venue,
      adapter,
      broker,
      ...(given.planWithoutStream === undefined ? {} : { planWithoutStream: given.planWithoutStream }),
      credentialsOf: (client) => given.credentialsOf?.(client) ?? keyAndSecret(client),
      visitLogin: walkLoginPage,
      goDown: stop,
      close: async () => {
        await adapter.close();
        await stop();
      },
    };
  };
}

/** Both `goDown` and `close` end the sandbox; it ends once. */
function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}

function keyAndSecret({ apiKey, apiSecret }: VenueClient): Credentials {
  return { apiKey, apiSecret };
}
