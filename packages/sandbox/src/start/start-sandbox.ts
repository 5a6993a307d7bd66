/** Starts the venue with its faces and its control server in this process. */
import type { Clock } from '@copydesk/core';
import { answerControl } from '../control/control-server.ts';
import type { FaceLog, SandboxFace } from '../face/sandbox-face.ts';
import { createVenue } from '../venue/create-venue.ts';
import type { Venue } from '../venue/venue.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { MarketSettings } from '../venue/venue-market.ts';
import { instrumentRows } from './instrument-rows.ts';
import { listen, startFace } from './listen.ts';

/** Where the instruments come from, asked once for each day of the venue's clock (YYYY-MM-DD). */
export type InstrumentSource =
  /** Generated from the seed and the day. `rows` is a lower bound of the list's size, up to 200 000. */
  | { readonly kind: 'generated'; readonly rows?: number | undefined }
  /** Read from real dump files of the two brokers (paths; `.gz` is understood). Either may be absent. */
  | {
      readonly kind: 'dumps';
      readonly kite?: readonly string[] | undefined;
      readonly upstox?: readonly string[] | undefined;
    }
  /** Given. */
  | { readonly kind: 'rows'; readonly rows: (date: string) => readonly VenueInstrument[] };

/** How a venue is made. */
export interface SandboxOptions {
  readonly faces: readonly SandboxFace[];
  /** Where the state lives; undefined: memory only. */
  readonly dataDir?: string | undefined;
  /** Default: generated. */
  readonly instruments?: 'generated' | InstrumentSource | undefined;
  /** Drives instruments, prices and ids. Default 1. */
  readonly seed?: number | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Port of the control server; the faces follow on the next ones. 0 or undefined: any free port. */
  readonly port?: number | undefined;
  /** Lifts every rate window, and says so in `GET /` of the control server. */
  readonly unlimitedRates?: boolean | undefined;
  /** Pause before each step of an order's walk of states. Default 0: the whole walk runs right after the answer. */
  readonly processingDelayMs?: number | undefined;
  /** How often walking prices step and resting orders are matched against them. Default 500. */
  readonly stepMs?: number | undefined;
  readonly market?: Partial<MarketSettings> | undefined;
  /** Days without trading besides weekends, YYYY-MM-DD, for `calendar`. */
  readonly holidays?: readonly string[] | undefined;
  /** The desk to which login pages return and webhooks go, without a slash at the end. Default: the one told last, else `http://localhost:3000`. */
  readonly publicUrl?: string | undefined;
  /** Default: nothing is logged. */
  readonly log?: FaceLog | undefined;
}

/** A sandbox that runs. */
export interface RunningSandbox {
  /** Base address by broker id. */
  readonly faces: Readonly<Record<string, string>>;
  /** Base address of the control server. */
  readonly control: string;
  readonly venue: Venue;
  close(): Promise<void>;
}

/** Starts it. Rejects when a port is taken or the data directory is held by another process. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const log: FaceLog = options.log ?? (() => {});
  const venue = createVenue({
    ...options,
    brokers: Object.fromEntries(options.faces.map((face) => [face.brokerId, face.rules])),
    instruments: instrumentRows(options.instruments ?? 'generated', options.seed ?? 1),
  });
  const closings: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closings.map((end) => end()));
    venue.close();
  };
  try {
    const port = options.port ?? 0;
    const faces: Record<string, string> = {};
    const places = () => ({ faces, control: control.url });
    const control = await listen(port, (request, response) => {
      void answerControl({ venue, places, log }, request, response);
    });
    closings.push(control.close);
    for (const [index, face] of options.faces.entries()) {
      const running = await startFace(face, { venue, log, port: port === 0 ? 0 : port + 1 + index });
      closings.push(running.close);
      faces[face.brokerId] = running.url;
    }
    return { faces, control: control.url, venue, close };
  } catch (error) {
    await close();
    throw error;
  }
}
