/**
 * Live prices on the socket.
 *
 * Decides: what a listener may ask for, in which environment, and when it is told. A listener is told ten times a second at most what
 * has changed since, each instrument once and as it stands then: faster than an eye, and protections do not wait for
 * it. Who has not heard the last part yet is left out until then, so that nothing piles up on the way; and prices take a part of the
 * server's time only, for orders go through the same one.
 */
import { type MarketAck, type MarketDataMessage, subscriptionSchema } from '@copydesk/api-contract';
import type {
  AccountStore,
  CancelTimer,
  Clock,
  Environment,
  InstrumentId,
  MarketHub,
  PriceReader,
  ToldTick,
  UserId,
} from '@copydesk/core';
import * as z from 'zod/mini';
import { type BeatingConnection, HeardSoFar } from './heard-so-far.ts';
import { marketData } from './market-data.ts';
import type { NamedInstruments } from './named-instruments.ts';

const EVERY_MS = 100;
/** After a part that took long the others have their turn. */
const AT_ONCE_MS = 10;
const PAUSE_MS = 5;
/** What one listener is told before it has heard it: some hundred kilobytes, a few milliseconds of its time. */
const TOLD_AT_ONCE = 120;
/** Of these so many in turn with the other listeners. */
const PART = 20;
/** As many as one connection of Kite takes. */
const SUBSCRIPTIONS_MOST = 3_000;

/** What this needs of a connection. */
export interface MarketListener {
  readonly id: string;
  readonly data: { readonly caller: { readonly user: { readonly id: UserId } } };
  readonly handshake: { readonly auth: Readonly<Record<string, unknown>> };
  readonly conn: BeatingConnection;
  on(event: string, heard: (...said: unknown[]) => void): unknown;
}

export interface MarketChannelParts {
  readonly market: Pick<MarketHub, 'read'>;
  readonly accounts: Pick<AccountStore, 'listFor'>;
  readonly named: NamedInstruments;
  readonly clock: Clock;
}

/** Says something to several connections at once: it is written down once for all of them. */
export type Tell = (connections: readonly string[], body: MarketDataMessage) => void;

interface Reading {
  readonly listener: MarketListener;
  readonly environment: Environment;
  readonly reader: PriceReader;
}

interface Part {
  readonly told: ToldTick;
  readonly environment: Environment;
  readonly to: string[];
}

export class MarketChannel {
  readonly #parts: MarketChannelParts;
  /** By connection. */
  readonly #readings = new Map<string, Map<Environment, Reading>>();
  readonly #heard = new Map<string, HeardSoFar>();
  #tell: Tell = () => undefined;
  #timer: CancelTimer | undefined;

  constructor(parts: MarketChannelParts) {
    this.#parts = parts;
  }

  /** Sets how connections are told. */
  tellBy(tell: Tell): void {
    this.#tell = tell;
  }

  /** Hears what a connection asks for, until it ends. */
  welcome(listener: MarketListener): void {
    this.#heard.set(listener.id, new HeardSoFar(listener.conn));
    listener.on('subscribe', (asked, ack) => answer(ack, this.#subscribe(listener, asked)));
    listener.on('unsubscribe', (asked, ack) => answer(ack, this.#unsubscribe(listener, asked)));
    listener.on('disconnect', () => {
      for (const { reader } of this.#readingsOf(listener)) reader.close();
      this.#readings.delete(listener.id);
      this.#heard.delete(listener.id);
    });
  }

  close(): void {
    this.#timer?.();
    for (const { reader } of this.#all()) reader.close();
    this.#readings.clear();
    this.#heard.clear();
  }

  #subscribe(listener: MarketListener, asked: unknown): MarketAck {
    const place = this.#placeOf(listener, asked);
    if ('errors' in place) return place;
    const { reading, found } = place;
    const { wanted } = reading.reader;
    let room = SUBSCRIPTIONS_MOST;
    for (const { reader } of this.#readingsOf(listener)) room -= reader.wanted.size;
    const taken: InstrumentId[] = [];
    const errors = [...found.errors];
    for (const { id, path } of found.known) {
      if (wanted.has(id) || room > 0) {
        if (!wanted.has(id)) room -= 1;
        taken.push(id);
      } else
        errors.push({
          path,
          code: 'too-many',
          message: `One connection listens to ${SUBSCRIPTIONS_MOST} instruments at most.`,
        });
    }
    reading.reader.want(taken, 'full');
    this.#wait(EVERY_MS);
    return { instruments: taken, errors };
  }

  #unsubscribe(listener: MarketListener, asked: unknown): MarketAck {
    const place = this.#placeOf(listener, asked);
    if ('errors' in place) return place;
    const { reading } = place;
    const { known, errors } = place.found;
    const ids = known.map(({ id }) => id);
    reading.reader.unwant(ids);
    return { instruments: ids, errors };
  }

  /** In which environment, and what of it; else why not. */
  #placeOf(listener: MarketListener, asked: unknown) {
    const read = z.safeParse(subscriptionSchema, asked);
    if (!read.success) return UNREADABLE;
    const { data } = read;
    const named = typeof data === 'object' && 'environment' in data ? data : undefined;
    const environment = named?.environment ?? this.#environmentOf(listener);
    if (named !== undefined && !this.#hasAccountIn(listener, environment)) return NO_ACCOUNT_THERE;
    const names = named?.instruments ?? (data as Exclude<typeof data, { readonly environment: unknown }>);
    const found = this.#find(environment, names, named === undefined ? '' : '/instruments');
    return { reading: this.#readingIn(listener, environment), found };
  }

  #find(environment: Environment, names: string | readonly string[], under: string) {
    const known: { readonly id: InstrumentId; readonly path: string }[] = [];
    const errors: MarketAck['errors'] = [];
    const all = typeof names === 'string' ? [names] : names;
    for (const [index, name] of all.entries()) {
      const path = typeof names === 'string' ? under : `${under}/${index}`;
      const id = this.#parts.named.find(environment, name);
      if (id === undefined) errors.push({ path, ...this.#unknown(environment) });
      else known.push({ id, path });
    }
    return { known, errors };
  }

  #unknown(environment: Environment): { readonly code: string; readonly message: string } {
    return this.#parts.named.isLoaded(environment)
      ? { code: 'instrument-not-found', message: "Today's lists have no such instrument." }
      : { code: 'instruments-not-loaded', message: "The day's lists are being read; ask again in a moment." };
  }

  #all(): readonly Reading[] {
    return [...this.#readings.values()].flatMap((own) => [...own.values()]);
  }

  #readingsOf({ id }: MarketListener): readonly Reading[] {
    return [...(this.#readings.get(id)?.values() ?? [])];
  }

  #readingIn(listener: MarketListener, environment: Environment): Reading {
    const own = this.#readings.get(listener.id) ?? new Map<Environment, Reading>();
    this.#readings.set(listener.id, own);
    const made = own.get(environment) ?? {
      listener,
      environment,
      reader: this.#parts.market.read(environment),
    };
    own.set(environment, made);
    return made;
  }

  #hasAccountIn({ data }: MarketListener, environment: Environment): boolean {
    const own = this.#parts.accounts.listFor(data.caller.user.id);
    return own.length === 0 || own.some((account) => account.environment === environment);
  }

  /** Of a connection that names none: where the person has accounts; of both the one that the handshake names, else live money. */
  #environmentOf({ data, handshake }: MarketListener): Environment {
    const own = new Set(this.#parts.accounts.listFor(data.caller.user.id).map((one) => one.environment));
    const asked = handshake.auth['environment'];
    if ((asked === 'live' || asked === 'sandbox') && (own.has(asked) || own.size === 0)) return asked;
    return own.has('live') || own.size === 0 ? 'live' : 'sandbox';
  }

  #wait(ms: number): void {
    this.#timer ??= this.#parts.clock.after(ms, () => {
      this.#timer = undefined;
      const isDone = this.#tellAll();
      if (this.#readings.size > 0) this.#wait(isDone ? EVERY_MS : PAUSE_MS);
    });
  }

  /** False when somebody is still to be told something: their part of the time was over, or they have not heard the last part yet. */
  #tellAll(): boolean {
    const untilMs = this.#parts.clock.monotonicMs() + AT_ONCE_MS;
    const told = new Map<Reading, number>();
    const asked = new Set<HeardSoFar>();
    for (const reading of this.#all())
      if (reading.reader.waiting > 0 && this.#heard.get(reading.listener.id)?.isAll === true)
        told.set(reading, 0);
    while (told.size > 0) {
      const parts = new Map<ToldTick['tick'], Part>();
      for (const [reading, count] of told) {
        const taken = reading.reader.take(PART);
        for (const one of taken) addTo(parts, one, reading);
        const heard = this.#heard.get(reading.listener.id);
        if (heard !== undefined && taken.length > 0) asked.add(heard);
        if (taken.length < PART || count + PART >= TOLD_AT_ONCE) told.delete(reading);
        else told.set(reading, count + PART);
      }
      for (const part of parts.values()) this.#say(part);
      if (this.#parts.clock.monotonicMs() >= untilMs) break;
    }
    for (const heard of asked) heard.ask();
    return this.#all().every(({ reader }) => reader.waiting === 0);
  }

  #say({ told, environment, to }: Part): void {
    this.#tell(
      to,
      marketData(told, environment, this.#parts.named.tokenOf(environment, told.tick.instrumentId)),
    );
  }
}

function addTo(parts: Map<ToldTick['tick'], Part>, told: ToldTick, { environment, listener }: Reading): void {
  const part = parts.get(told.tick);
  if (part === undefined) parts.set(told.tick, { told, environment, to: [listener.id] });
  else part.to.push(listener.id);
}

const UNREADABLE: MarketAck = {
  instruments: [],
  errors: [
    { path: '', code: 'invalid-input', message: 'Needs an instrument id, or an array of at most 3 000.' },
  ],
};

const NO_ACCOUNT_THERE: MarketAck = {
  instruments: [],
  errors: [{ path: '/environment', code: 'no-account', message: 'You have no account there.' }],
};

/** Who gave no function to answer with does not want to know. */
function answer(ack: unknown, said: MarketAck): void {
  if (typeof ack === 'function') (ack as (said: MarketAck) => void)(said);
}
