/** What the scenes share: the desk, its venue, the camera, and how a person or a program moves there. */
import { expect } from 'vitest';
import type { DeskProcess } from '../desk-process.ts';
import type { VenueControl } from '../venue-control.ts';
import type { Camera } from './camera.ts';

const TICK = 0.05;
/** Longer than a step of the walk. */
const TOLD_MS = 1200;
const QUESTIONS_MOST = 10;
/** Within which a question is worked out and drawn. */
const ASKED_MS = 5000;

/** A Tuesday on which NIFTY options expire. */
export const DAY = '2026-12-01';

export interface Instrument {
  readonly id: string;
  readonly symbol: string;
  readonly lotSize: number;
  readonly underlying: string | null;
}

interface KnownGroup {
  readonly id: string;
  readonly version: number;
  readonly children: readonly {
    readonly account: string;
    readonly relationship: string;
    readonly declaredOn: string;
    readonly sizing: object;
    readonly entryCapPercent: number;
    readonly onIncomplete: string;
  }[];
}

export class Studio {
  readonly desk: DeskProcess;
  readonly camera: Camera;
  readonly venue: VenueControl;

  constructor(desk: DeskProcess, camera: Camera, venue: VenueControl) {
    this.desk = desk;
    this.camera = camera;
    this.venue = venue;
  }

  /** Asks the desk as the page would. */
  async ask(method: string, path: string, data?: unknown): Promise<unknown> {
    const answer = await this.camera.context.request.fetch(`${this.desk.url}${path}`, {
      method,
      headers: { origin: this.desk.url, 'content-type': 'application/json' },
      ...(data === undefined ? {} : { data }),
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return answer.status() === 204 ? undefined : await answer.json();
  }

  /** The master buys; with a price it is a limit order. */
  async buy(option: Instrument, lots: number, price?: string): Promise<void> {
    await this.ask('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: option.id,
      qty: option.lotSize * lots,
      ...(price === undefined ? { orderType: 'MARKET' } : { orderType: 'LIMIT', price }),
      side: 'BUY',
      productType: 'D',
    });
  }

  /** The best match of a search, of these options of an underlying. */
  async anOption(q = 'nifty 26600 ce', underlying = 'NIFTY'): Promise<Instrument> {
    const found = (await this.instruments(q, 'OPT')).find((item) => item.underlying === underlying);
    if (found === undefined) throw new Error(`No option in the sandbox: ${q}.`);
    return found;
  }

  async instruments(q: string, kind: string): Promise<readonly Instrument[]> {
    const query = new URLSearchParams({ q, kind, limit: '40', environment: 'sandbox' });
    const { items } = (await this.ask('GET', `/api/instruments?${query.toString()}`)) as {
      items: readonly Instrument[];
    };
    return items;
  }

  /** The limits of a child's link are these from now on, and no others. */
  async guard(address: string, guards: object): Promise<void> {
    const { items } = (await this.ask('GET', '/api/groups')) as { items: readonly KnownGroup[] };
    const [group] = items;
    if (group === undefined) throw new Error('There is no group.');
    const children = group.children.map(({ account, relationship, declaredOn, sizing, ...child }) => ({
      account,
      relationship,
      declaredOn,
      sizing: Object.fromEntries(Object.entries(sizing).filter(([, value]) => value !== null)),
      entryCapPercent: child.entryCapPercent,
      onIncomplete: child.onIncomplete,
      guards: account === address ? guards : {},
    }));
    await this.ask('PATCH', `/api/groups/${group.id}`, { version: group.version, children });
  }

  /** What the person has on the first list. */
  async watch(items: readonly Instrument[]): Promise<void> {
    const { version, document } = (await this.ask('GET', '/api/preferences')) as {
      version: number;
      document: object;
    };
    const watchlists = [{ name: 'Watch', items: items.map(({ id, symbol }) => ({ id, symbol })) }];
    await this.ask('PUT', '/api/preferences', { version, document: { ...document, watchlists } });
  }

  /** Presses until the question stands there: it is taken back when anything of what it asks about moves, and closes by itself. */
  async asked(press: () => Promise<void>): Promise<void> {
    const step = this.camera.page.getByRole('group', { name: 'Send?' });
    for (let round = 0; round < QUESTIONS_MOST; round += 1) {
      if (await step.isVisible()) return;
      await press();
      await step.waitFor({ timeout: ASKED_MS }).catch(() => undefined);
    }
    throw new Error('Nothing was asked.');
  }

  /** So many minutes of the venue go by; the feed tells where prices have come to. */
  async pass(minutes: number): Promise<void> {
    await this.venue.do('/clock', { advanceMs: minutes * 60_000 });
    await this.camera.page.waitForTimeout(TOLD_MS);
  }

  /** So many parts of the last price, on the tick. */
  async priced(option: Instrument, part: number): Promise<string> {
    const query = new URLSearchParams({ ids: option.id, environment: 'sandbox' });
    const { items } = (await this.ask('GET', `/api/quotes?${query.toString()}`)) as {
      items: readonly { lastPrice: number }[];
    };
    const [quote] = items;
    if (quote === undefined) throw new Error(`${option.id} has no price.`);
    return (Math.round((quote.lastPrice * part) / TICK) * TICK).toFixed(2);
  }

  /** The first card of a list on the phone, with the children that are behind it. */
  readonly openCard = async (): Promise<void> => {
    await this.camera.page
      .getByRole('button', { name: /Children$/, expanded: false })
      .first()
      .click();
  };

  /** Opens a page of the console anew, and waits until the frame knows the desk. */
  async open(path: string): Promise<void> {
    await this.camera.page.goto(`${this.desk.url}/${path}`);
    await this.camera.page.getByText(/ARMED/).first().waitFor();
    await this.camera.page.locator('main:not(:has([aria-busy=true]))').waitFor();
  }
}
