/**
 * Keeps what a desk traded today in a small file, so that a restart need not wait for the day's lists.
 *
 * Decides: what is familiar (everything that today's events name), and when that is enough to begin with (everything
 * that the books work or hold is in it). A file of another day is ignored: tokens and symbols are reused. A file that
 * is missing or late costs time, never truth: what is not in it waits for the lists.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type BrokerId,
  type CancelTimer,
  type Clock,
  type Desk,
  type DeskEvent,
  type Environment,
  type FamiliarInstrument,
  FamiliarInstruments,
  type InstrumentCatalog,
  type InstrumentId,
  type InstrumentSnapshot,
  indexId,
  istDate,
  successorIn,
} from '@copydesk/core';
import type { Log } from '../process/log.ts';

/** Orders of one burst become one write. */
const WRITE_AFTER_MS = 20;

interface Kept {
  readonly tradingDate: string;
  /** Whose lists were in force: what another broker calls these instruments is not in here. */
  readonly brokers: readonly BrokerId[];
  readonly items: readonly FamiliarInstrument[];
}

export interface FamiliarParts {
  /** Where the files are. */
  readonly folder: string;
  readonly environment: Environment;
  readonly catalog: InstrumentCatalog;
  readonly clock: Clock;
  readonly log: Log;
}

export class FamiliarStore {
  readonly #parts: FamiliarParts;
  readonly #file: string;
  readonly #items = new Map<InstrumentId, FamiliarInstrument>();
  /** What was kept when the process began: what of it no list names any more may have been replaced while nobody looked. */
  #earlier: readonly FamiliarInstrument[] = [];
  #tradingDate: string;
  #brokers: readonly BrokerId[] = [];
  #desk: Desk | undefined;
  #covers = false;
  #timer: CancelTimer | undefined;

  constructor(parts: FamiliarParts) {
    this.#parts = parts;
    this.#file = path.join(parts.folder, `familiar-${parts.environment}.json`);
    this.#tradingDate = istDate(parts.clock.now());
  }

  /** Reads what was kept today, and follows the desk from now on. Call it once, before the desk opens. */
  follow(desk: Desk): void {
    this.#desk = desk;
    const kept = this.#read();
    this.#earlier = kept?.items ?? [];
    if (kept?.tradingDate === this.#tradingDate) {
      for (const item of kept.items) this.#items.set(item.instrument.id, item);
      this.#brokers = kept.brokers;
      this.#parts.catalog.remember(new FamiliarInstruments(kept.items));
    }
    desk.journal.subscribe(({ event }) => this.#note(idsOf(event)));
  }

  /** Whether everything that the books work or hold is known: then they can be read before the lists are there. */
  covers(): boolean {
    if (!this.#covers && this.#desk !== undefined) {
      const { catalog, environment } = this.#parts;
      const used = this.#used(this.#desk);
      const accounts = this.#desk.accounts.all().filter((account) => account.environment === environment);
      this.#covers =
        used.every((id) => catalog.byId(id) !== undefined) &&
        // A copy goes to every broker of the desk: each must have said what it calls them.
        (used.length === 0 || accounts.every(({ brokerId }) => this.#brokers.includes(brokerId)));
    }
    return this.#covers;
  }

  /** The day's lists are there: what the books name is looked up in them and kept. */
  refresh(): void {
    const { current } = this.#parts.catalog;
    if (current === undefined || this.#desk === undefined) return;
    for (const item of this.#earlier) {
      const successor = successorIn(current, item);
      if (successor !== undefined) this.#parts.catalog.noteReplaced(item.instrument.id, successor.id);
    }
    this.#desk.listsChanged(this.#parts.environment);
    if (current.tradingDate !== this.#tradingDate) {
      this.#tradingDate = current.tradingDate;
      this.#items.clear();
    }
    const ids = [...this.#items.keys(), ...this.#used(this.#desk)];
    this.#items.clear();
    this.#brokers = current.brokers;
    this.#note(ids);
  }

  /** What the books name today: living orders, today's orders (a copy of one may still be due), positions. */
  #used({ accounts, orders, positions }: Desk): readonly InstrumentId[] {
    const ids = new Set<InstrumentId>();
    const today = istDate(this.#parts.clock.now());
    for (const { id, userId, environment } of accounts.all()) {
      if (environment !== this.#parts.environment) continue;
      for (const { intent } of orders.livingOf(id)) ids.add(intent.instrumentId);
      for (const { intent } of orders.list({ userId, accountId: id, date: today }))
        ids.add(intent.instrumentId);
      for (const { instrumentId, product } of positions.keysOf(id))
        if (positions.net(id, instrumentId, product) !== 0) ids.add(instrumentId);
    }
    return [...ids];
  }

  #note(ids: readonly InstrumentId[]): void {
    const { current } = this.#parts.catalog;
    if (current === undefined) return;
    if (current.tradingDate !== this.#tradingDate) return this.refresh();
    const fresh = ids.filter((id) => this.#keep(id, current)).length > 0;
    if (fresh) this.#timer ??= this.#parts.clock.after(WRITE_AFTER_MS, () => this.#write());
  }

  /** Keeps what is new, and the index that a contract is on: what its broker takes depends on whether it is on one. */
  #keep(id: InstrumentId, current: InstrumentSnapshot): boolean {
    if (this.#items.has(id)) return false;
    const instrument = current.find(id);
    if (instrument === undefined) return false;
    const listings = current.brokers.flatMap((broker) => {
      const listing = current.listing(instrument.id, broker);
      return listing === undefined ? [] : [[broker, listing] as const];
    });
    this.#items.set(id, { instrument, listings: Object.fromEntries(listings) });
    this.#keep(indexId(instrument.exchange, instrument.underlying), current);
    return true;
  }

  #read(): Kept | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8')) as Kept;
    } catch {
      // Not there, or not whole: the lists will do.
      return undefined;
    }
  }

  /** Whole or not at all: a name is changed at one instant. */
  #write(): void {
    this.#timer = undefined;
    const kept: Kept = {
      tradingDate: this.#tradingDate,
      brokers: this.#brokers,
      items: [...this.#items.values()],
    };
    try {
      mkdirSync(this.#parts.folder, { recursive: true });
      writeFileSync(`${this.#file}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'What is familiar could not be kept; the next start takes longer');
    }
  }
}

/** The instruments that an event names. */
function idsOf(event: DeskEvent): readonly InstrumentId[] {
  switch (event.type) {
    case 'orders-journaled':
      return event.orders.map((order) => order.instrumentId);
    case 'outside-order-adopted':
      return [event.order.instrumentId];
    case 'trades-read':
      return event.trades.map((trade) => trade.instrumentId);
    case 'holdings-read':
      return event.holdings.map((holding) => holding.instrumentId);
    case 'position-carried':
      return [event.instrumentId];
    default:
      return [];
  }
}
