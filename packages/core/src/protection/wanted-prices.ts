/** The prices that protections need: asked for while something is armed, and not longer. */
import type { AccountStore } from '../account/account-store.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { LivePrices } from '../market/live-prices.ts';
import type { Figures } from './figures.ts';
import type { Protection } from './protection.ts';

export class WantedPrices {
  readonly #figures: Pick<Figures, 'neededBy'>;
  readonly #parts: { readonly accounts: AccountStore; readonly live: () => LivePrices };
  readonly #told = new Map<Environment, string>();

  constructor(
    figures: Pick<Figures, 'neededBy'>,
    parts: { readonly accounts: AccountStore; readonly live: () => LivePrices },
  ) {
    this.#figures = figures;
    this.#parts = parts;
  }

  /** Says which prices are needed from now on, where those are others than before. */
  tell(armed: readonly Protection[]): void {
    const needed = armed.flatMap(({ scope }) => this.#figures.neededBy(scope));
    for (const environment of ['live', 'sandbox'] as const) {
      const ids = needed
        .filter(({ accountId }) => this.#parts.accounts.environmentOf(accountId) === environment)
        .map(({ instrumentId }) => instrumentId);
      const distinct = [...new Set(ids)].sort();
      if ((this.#told.get(environment) ?? '') === distinct.join()) continue;
      this.#told.set(environment, distinct.join());
      this.#parts.live().want('protections', environment, distinct, 'ltp');
    }
  }
}
