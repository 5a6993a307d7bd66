/** Control of faults, prices, hours and the clock; and what the sandbox says of itself. */

import { FAULT_TARGETS, FAULTS, type FaultName, type FaultSeed, type FaultTarget } from '../venue/gate.ts';
import type { MarketHours, MarketSettings } from '../venue/venue-market.ts';
import { isoTime, printRequest, rupees } from './print.ts';
import {
  type ControlAnswer,
  type ControlRequest,
  type ControlRoute,
  clientsOf,
  instrumentOf,
} from './route.ts';

const WRITES = ['place', 'modify', 'cancel'] as const satisfies readonly FaultTarget[];
const READS = ['book', 'trades', 'positions'] as const satisfies readonly FaultTarget[];
const STREAMS = ['stream', 'feed'] as const satisfies readonly FaultTarget[];

/** Faults that make sense on some targets only. */
const ONLY_ON: Readonly<Partial<Record<FaultName, readonly FaultTarget[]>>> = {
  'timeout-400': WRITES,
  stale: READS,
  duplicate: STREAMS,
  reorder: STREAMS,
  drop: STREAMS,
  silence: ['feed'],
};

export const MARKET_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/', handle: describe },
  {
    method: 'GET',
    path: '/requests',
    handle: (request) => {
      const wanted = new Set(clientsOf(request).map((ref) => `${ref.broker}/${ref.client}`));
      const all = request.query.get('client') === null && request.query.get('broker') === null;
      const items = request.venue.gate
        .requests()
        .filter((line) => all || wanted.has(`${line.broker}/${line.client}`))
        .map(printRequest);
      return { body: { items, next: null } };
    },
  },
  {
    method: 'GET',
    path: '/faults',
    handle: ({ venue }) => ({ body: { items: venue.gate.faults(), next: null } }),
  },
  { method: 'POST', path: '/faults', handle: addFault },
  {
    method: 'DELETE',
    path: '/faults',
    handle: ({ venue }) => {
      venue.gate.clearFaults();
      return { body: { items: [], next: null } };
    },
  },
  { method: 'POST', path: '/price', handle: setPrice },
  { method: 'POST', path: '/market', handle: changeMarket },
  { method: 'POST', path: '/clock', handle: moveClock },
  { method: 'GET', path: '/time', handle: tellTime },
];

/** The longest that somebody who waits for a change is kept waiting. */
const CHANGE_WITHIN_MS = 20_000;

/** The venue's time and hours; with `after=<version>` once they are others than those. */
async function tellTime({ venue, query }: ControlRequest): Promise<ControlAnswer> {
  const after = query.get('after');
  if (after !== null) await venue.times.changed(Number(after), CHANGE_WITHIN_MS);
  return { body: { ...venue.times.current, now: isoTime(venue.clock.now()) } };
}

function describe({ venue, places }: ControlRequest): ControlAnswer {
  return {
    body: {
      ...places,
      brokers: [...venue.brokers.keys()],
      now: isoTime(venue.clock.now()),
      date: venue.instruments.date,
      instruments: venue.instruments.all.length,
      market: printMarket(venue.market.settings),
      rateLimits: venue.unlimitedRates ? 'lifted' : 'real',
      clients: venue.clients.list().length,
      faults: venue.gate.faults().length,
      publicUrl: venue.clients.publicUrl,
    },
  };
}

function addFault({ venue, body }: ControlRequest): ControlAnswer {
  const seed: FaultSeed = {
    broker: body.oneOf('broker', [...venue.brokers.keys()]),
    client: body.text('client'),
    on: body.need('on', body.oneOf('on', FAULT_TARGETS)),
    fault: body.need('fault', body.oneOf('fault', FAULTS)),
    times: body.integer('times', 1),
    ms: body.integer('ms', 0),
    effect: body.flag('effect'),
  };
  const only = ONLY_ON[seed.fault];
  if (only !== undefined && !(only as readonly string[]).includes(seed.on)) {
    body.wrong('on', 'unsuitable', `${seed.fault} acts on ${only.join(', ')} only.`);
  }
  body.check();
  venue.gate.addFault(seed);
  return { status: 201, body: { items: venue.gate.faults(), next: null } };
}

function setPrice({ venue, body }: ControlRequest): ControlAnswer {
  const id = body.need('instrumentId', body.text('instrumentId'));
  const price = body.need('price', body.price('price'));
  body.check();
  const instrument = instrumentOf(venue, id);
  if (instrument.tickSize > 0 && price % instrument.tickSize !== 0) {
    body.wrong('price', 'tick-size', `Not a multiple of the tick ${rupees(instrument.tickSize)}.`);
  }
  body.check();
  venue.market.setPrice(instrument, price);
  return { body: { instrumentId: instrument.id, price: rupees(venue.market.lastPrice(instrument)) } };
}

function changeMarket({ venue, body }: ControlRequest): ControlAnswer {
  const open = readHours(body);
  const walking = body.flag('walking');
  const matching = body.oneOf('matching', ['auto', 'manual'] as const);
  const lotsPerMatch = body.integer('lotsPerMatch', 1);
  body.check();
  venue.market.change({
    ...(open === undefined ? {} : { open }),
    ...(walking === undefined ? {} : { walking }),
    ...(matching === undefined ? {} : { matching }),
    ...(lotsPerMatch === undefined && !body.isNull('lotsPerMatch') ? {} : { lotsPerMatch }),
  });
  return { body: printMarket(venue.market.settings) };
}

function readHours(body: ControlRequest['body']): MarketHours | undefined {
  const probe = body.raw('open');
  if (probe === undefined || probe === null) return undefined;
  if (probe === true || probe === false || probe === 'calendar') return probe;
  body.wrong('open', 'invalid', 'Expected true, false or "calendar".');
  return undefined;
}

function moveClock({ venue, body }: ControlRequest): ControlAnswer {
  const now = body.instant('now');
  const advanceMs = body.integer('advanceMs', Number.MIN_SAFE_INTEGER);
  if (body.has('now') === body.has('advanceMs')) {
    body.wrong('now', 'missing', 'Expected either now or advanceMs.');
  }
  body.check();
  if (now !== undefined) venue.clock.set(now);
  else if (advanceMs !== undefined) venue.clock.advance(advanceMs);
  return { body: { now: isoTime(venue.clock.now()), date: venue.instruments.date } };
}

function printMarket(settings: MarketSettings): object {
  return { ...settings, lotsPerMatch: settings.lotsPerMatch ?? null };
}
