/** The sandbox's control: what happens at the venue that nobody at the desk did, and its own record of what was sent. */
import { expect } from 'vitest';

export interface VenueOrder {
  readonly orderId: string;
  readonly client: string;
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly status: string;
}

export class VenueControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async do(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }

  async clearFaults(): Promise<void> {
    const answer = await fetch(`${this.#url}/faults`, { method: 'DELETE' });
    expect(answer.ok, await answer.text()).toBe(true);
  }

  /** Oldest first; of one client, or of all. */
  async orders(client?: string): Promise<readonly VenueOrder[]> {
    const answer = await fetch(`${this.#url}/orders${client === undefined ? '' : `?client=${client}`}`);
    return ((await answer.json()) as { items: readonly VenueOrder[] }).items;
  }

  /** What clients hold there, also what is flat by now. */
  async positions(): Promise<readonly { readonly client: string; readonly quantity: number }[]> {
    const answer = await fetch(`${this.#url}/positions`);
    return ((await answer.json()) as { items: readonly { client: string; quantity: number }[] }).items;
  }
}
