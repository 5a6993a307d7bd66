/**
 * What one socket of the ticker is asked for, and the frames that tell it.
 *
 * Decides: how messages are taken (nothing is acknowledged, what cannot be read is passed over, as at the broker), that a
 * subscription begins as a quote and with a snapshot, and that an instrument is told again only when something but the
 * time has changed.
 */
import type { MarketMove, Venue, VenueInstrument } from '@copydesk/sandbox';
import { packetOf, STATE_TIME_AT, type TickerMode } from './packet.ts';

/** Docs "WebSocket streaming": at most so many instruments on one connection. What comes beyond is passed over (ours: UNVERIFIED). */
const MOST_INSTRUMENTS = 3_000;
const MODES: readonly string[] = ['ltp', 'quote', 'full'] satisfies readonly TickerMode[];

interface Subscription {
  readonly row: VenueInstrument;
  mode: TickerMode;
  /** What was sent last. */
  packet: Buffer;
}

export class TickerSubscriptions {
  readonly #venue: Venue;
  readonly #broker: string;
  readonly #byToken = new Map<number, Subscription>();

  constructor(venue: Venue, broker: string) {
    this.#venue = venue;
    this.#broker = broker;
  }

  /** Whether nothing is asked for. */
  get isEmpty(): boolean {
    return this.#byToken.size === 0;
  }

  /** Takes a message of the client; the answer is the snapshot that goes out at once, where one does. */
  take(text: string): Buffer | undefined {
    const message = readMessage(text);
    switch (message?.a) {
      case 'subscribe':
        return this.#snapshot(tokensOf(message.v).filter((token) => this.#add(token)));
      case 'unsubscribe':
        for (const token of tokensOf(message.v)) this.#byToken.delete(token);
        return undefined;
      case 'mode':
        return this.#change(message.v);
      default:
        return undefined;
    }
  }

  /** What has changed by a move of the market; undefined when nothing did. */
  after(move: MarketMove): Buffer | undefined {
    const changed: Buffer[] = [];
    for (const [token, subscription] of this.#byToken) {
      if (move.kind === 'traded' && move.instrument.id !== subscription.row.id) continue;
      const packet = this.#packet(token, subscription);
      if (isSameState(packet, subscription.packet)) continue;
      subscription.packet = packet;
      changed.push(packet);
    }
    return changed.length === 0 ? undefined : frameOf(changed);
  }

  #add(token: number): boolean {
    if (this.#byToken.has(token)) return true;
    if (this.#byToken.size >= MOST_INSTRUMENTS) return false;
    const row = this.#venue.instruments.byFeedToken(this.#broker, String(token));
    if (row === undefined) return false;
    this.#byToken.set(token, { row, mode: 'quote', packet: Buffer.alloc(0) });
    return true;
  }

  #change(value: unknown): Buffer | undefined {
    const [mode, tokens] = Array.isArray(value) ? (value as unknown[]) : [];
    if (!isMode(mode)) return undefined;
    const known = tokensOf(tokens).filter((token) => this.#byToken.has(token));
    for (const token of known) {
      const subscription = this.#byToken.get(token);
      if (subscription !== undefined) subscription.mode = mode;
    }
    return this.#snapshot(known);
  }

  #snapshot(tokens: readonly number[]): Buffer | undefined {
    const packets = tokens.flatMap((token) => {
      const subscription = this.#byToken.get(token);
      if (subscription === undefined) return [];
      subscription.packet = this.#packet(token, subscription);
      return [subscription.packet];
    });
    return packets.length === 0 ? undefined : frameOf(packets);
  }

  #packet(token: number, { row, mode }: Subscription): Buffer {
    return packetOf(token, mode, this.#venue.market.figures(row));
  }
}

/** A frame: how many packets, and each behind its length. */
function frameOf(packets: readonly Buffer[]): Buffer {
  const parts = packets.flatMap((packet) => [uint16(packet.length), packet]);
  return Buffer.concat([uint16(packets.length), ...parts]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function isSameState(packet: Buffer, before: Buffer): boolean {
  if (packet.length !== before.length) return false;
  const time = STATE_TIME_AT[packet.length];
  if (time === undefined) return packet.equals(before);
  return (
    packet.subarray(0, time).equals(before.subarray(0, time)) &&
    packet.subarray(time + 4).equals(before.subarray(time + 4))
  );
}

function readMessage(text: string): { readonly a?: unknown; readonly v?: unknown } | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Tokens are numbers; what is none is passed over. */
function tokensOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((token): token is number => Number.isSafeInteger(token)) : [];
}

function isMode(value: unknown): value is TickerMode {
  return typeof value === 'string' && MODES.includes(value);
}
