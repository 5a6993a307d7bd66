/** What the scenes share: the desk, its venue, the camera, and how a person or a program moves there. */
import { expect } from 'vitest';
import type { DeskProcess } from '../desk-process.ts';
import type { VenueControl } from '../venue-control.ts';
import type { Camera } from './camera.ts';

const TICK = 0.05;

/** A Tuesday on which NIFTY options expire. */
export const DAY = '2026-12-01';

export interface Option {
  readonly id: string;
  readonly lotSize: number;
  readonly underlying: string | null;
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
  async buy(option: Option, lots: number, price?: number): Promise<void> {
    await this.ask('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: option.id,
      qty: option.lotSize * lots,
      ...(price === undefined
        ? { orderType: 'MARKET' }
        : { orderType: 'LIMIT', price: Math.round(price / TICK) * TICK }),
      side: 'BUY',
      productType: 'D',
    });
  }

  async anOption(): Promise<Option> {
    const query = new URLSearchParams({ q: 'nifty ce', kind: 'OPT', limit: '40', environment: 'sandbox' });
    const { items } = (await this.ask('GET', `/api/instruments?${query.toString()}`)) as {
      items: readonly Option[];
    };
    const found = items.find((item) => item.underlying === 'NIFTY');
    if (found === undefined) throw new Error('No NIFTY option in the sandbox.');
    return found;
  }

  /** Opens a page of the console anew, and waits until the frame knows the desk. */
  async open(path: string): Promise<void> {
    await this.camera.page.goto(`${this.desk.url}/${path}`);
    await this.camera.page.getByText(/ARMED/).first().waitFor();
    await this.camera.page.locator('main:not(:has([aria-busy=true]))').waitFor();
  }
}
