/** The day's orders, found by id, client, tag and instrument without looking at all of them. */
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import { isLiving, type OrderRecord } from './order-record.ts';

/** A client's orders of the day, oldest first. */
interface ClientOrders {
  readonly all: OrderRecord[];
  readonly byTag: Map<string, OrderRecord[]>;
  readonly admitted: Set<OrderRecord>;
}

/** The index. */
export class OrderIndex {
  readonly #byId = new Map<string, OrderRecord>();
  readonly #byClient = new Map<string, ClientOrders>();
  /** Orders at the exchange by instrument: what a price can meet. */
  readonly #resting = new Map<string, Set<OrderRecord>>();

  add(record: OrderRecord): void {
    this.#byId.set(`${record.broker}/${record.orderId}`, record);
    const orders = this.#of(record);
    orders.all.push(record);
    if (record.tag !== undefined) {
      const tagged = orders.byTag.get(record.tag);
      if (tagged === undefined) orders.byTag.set(record.tag, [record]);
      else tagged.push(record);
    }
    if (record.admitted && isLiving(record)) this.admit(record);
  }

  find(broker: string, orderId: string): OrderRecord | undefined {
    return this.#byId.get(`${broker}/${orderId}`);
  }

  of(ref: ClientRef): readonly OrderRecord[] {
    return this.#byClient.get(`${ref.broker}/${ref.client}`)?.all ?? [];
  }

  tagged(ref: ClientRef, tag: string): readonly OrderRecord[] {
    return this.#byClient.get(`${ref.broker}/${ref.client}`)?.byTag.get(tag) ?? [];
  }

  /** The exchange has it. */
  admit(record: OrderRecord): void {
    this.#of(record).admitted.add(record);
    const resting = this.#resting.get(record.instrument.id);
    if (resting === undefined) this.#resting.set(record.instrument.id, new Set([record]));
    else resting.add(record);
  }

  /** It is final. */
  retire(record: OrderRecord): void {
    this.#of(record).admitted.delete(record);
    const resting = this.#resting.get(record.instrument.id);
    resting?.delete(record);
    if (resting?.size === 0) this.#resting.delete(record.instrument.id);
  }

  /** A client's orders at the exchange. */
  admitted(ref: ClientRef): Iterable<OrderRecord> {
    return this.#byClient.get(`${ref.broker}/${ref.client}`)?.admitted ?? [];
  }

  /** Orders at the exchange in one instrument, oldest first. */
  resting(instrument: VenueInstrument): readonly OrderRecord[] {
    return [...(this.#resting.get(instrument.id) ?? [])];
  }

  /** Instruments in which orders rest. */
  restingInstruments(): readonly VenueInstrument[] {
    return [...this.#resting.values()].flatMap((orders) =>
      [...orders].slice(0, 1).map((order) => order.instrument),
    );
  }

  /** Every order of the day. */
  all(): Iterable<OrderRecord> {
    return this.#byId.values();
  }

  /** Forgets an order of an earlier day. */
  drop(record: OrderRecord): void {
    this.retire(record);
    this.#byId.delete(`${record.broker}/${record.orderId}`);
    const orders = this.#of(record);
    orders.all.splice(orders.all.indexOf(record), 1);
    if (record.tag === undefined) return;
    const left = orders.byTag.get(record.tag)?.filter((candidate) => candidate !== record) ?? [];
    if (left.length === 0) orders.byTag.delete(record.tag);
    else orders.byTag.set(record.tag, left);
  }

  #of(ref: ClientRef): ClientOrders {
    const key = `${ref.broker}/${ref.client}`;
    const known = this.#byClient.get(key);
    if (known !== undefined) return known;
    const fresh: ClientOrders = { all: [], byTag: new Map(), admitted: new Set() };
    this.#byClient.set(key, fresh);
    return fresh;
  }
}
