/** Protections in the contract's words, and what is journaled about them. */
import type * as wire from '@copydesk/api-contract';
import {
  type DefaultLevels,
  type Offset,
  type Price,
  type PriceSource,
  type ProtectionEvent,
  type ProtectionScope,
  type ProtectionView,
  printPrice,
  type Trail,
  type Triggered,
  type UserId,
} from '@copydesk/core';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import type { AccountNames } from './account-names.ts';
import { amountOrNull, timeOf } from './wire-values.ts';

export class ProtectionViews {
  readonly #names: AccountNames;
  readonly #brokers: Pick<BrokerRegistry, 'all'>;

  constructor(parts: { readonly names: AccountNames; readonly brokers: Pick<BrokerRegistry, 'all'> }) {
    this.#names = parts.names;
    this.#brokers = parts.brokers;
  }

  /** One protection with how it stands. */
  of(view: ProtectionView): wire.Protection {
    const { protection, state, figure, standing, silentSince, stop: stopNow } = view;
    const { scope, levels, triggered, since, userId } = protection;
    const isPosition = scope.kind === 'position';
    const stop = amountOrNull(levels.stop);
    return {
      scope: scope.kind,
      accountId: scope.kind === 'group' ? null : scope.accountId,
      account: scope.kind === 'group' ? null : this.#names.of(scope.accountId).address,
      groupId: scope.kind === 'group' ? scope.groupId : null,
      instrumentId: isPosition ? scope.instrumentId : null,
      product: isPosition ? scope.product : null,
      sl: isPosition ? stop : null,
      stop: isPosition ? null : stop,
      target: amountOrNull(levels.target),
      trail: trailView(levels.trail),
      stopNow: amountOrNull(stopNow),
      resting: levels.resting === true,
      restingOrderId: view.resting ?? null,
      state,
      figure: amountOrNull(figure),
      standing: standing === 'live' || standing === 'polled' ? standing : null,
      watchedBy: view.sources.map((source) => this.#source(source, userId)),
      without: view.without.map((id) => ({ accountId: id, account: this.#names.of(id).address })),
      notShown: view.notShown.map((one) => ({
        accountId: one.accountId,
        account: this.#names.of(one.accountId).address,
        instrumentId: one.instrumentId,
        product: one.product,
      })),
      silentSince: silentSince === undefined ? null : timeOf(silentSince),
      triggered: triggeredView(triggered),
      since: timeOf(since),
    };
  }

  /** What a write leaves; null when nothing is left. */
  answer(view: ProtectionView | undefined): { readonly protection: wire.Protection | null } {
    return { protection: view === undefined ? null : this.of(view) };
  }

  /** Feeds serve the whole desk: whose account another person's is, is not told. */
  #source({ account: { id, userId, brokerId }, by }: PriceSource, owner: UserId): wire.PriceSource {
    const broker = this.#brokers.all().find((one) => one.id === brokerId);
    const isOwn = userId === owner;
    return {
      accountId: isOwn ? id : null,
      account: isOwn ? this.#names.of(id).address : null,
      broker: brokerId,
      brokerName: broker?.brokerPackage.name ?? brokerId,
      by,
    };
  }
}

/** What made a protection act, as it is shown. */
export function triggeredView(triggered: Triggered | undefined): wire.Triggered | null {
  if (triggered === undefined) return null;
  const { by, level, figure, figureAt } = triggered;
  return { by, level: level / 10_000, figure: figure / 10_000, at: timeOf(figureAt) };
}

/** A user's defaults as they are shown. */
export function defaultsView(levels: DefaultLevels = {}): wire.ProtectionDefaults {
  const { stop, target, trail, resting = false } = levels;
  return { sl: offsetView(stop), target: offsetView(target), trail: trailView(trail), resting };
}

function offsetView(offset: Offset | undefined): wire.WireOffset | null {
  if (offset === undefined) return null;
  const { distance, percent, increment } = offset;
  return {
    distance: amountOrNull(distance),
    percent: amountOrNull(percent),
    increment: amountOrNull(increment),
  };
}

/** A trailing stop as it is shown. */
export function trailView(trail: Trail | undefined): wire.WireTrail | null {
  if (trail === undefined) return null;
  const { distance, percent, step } = trail;
  return { distance: amountOrNull(distance), percent: amountOrNull(percent), step: amountOrNull(step) };
}

/** What is journaled about a protection, in one sentence. */
export function protectionWords(event: ProtectionEvent): string {
  if (event.type === 'protection-defaults-set')
    return 'The default protection of what new orders open was changed.';
  const what = scopeWords(event.scope);
  switch (event.type) {
    case 'protection-set':
      return event.levels === undefined
        ? `The protection of ${what} was taken away.`
        : `The protection of ${what} was set.`;
    case 'protection-trailed':
      return `The trailing stop of ${what} follows: the best so far is ${amount(event.trailed.best)}.`;
    case 'protection-triggered':
      return `${BY[event.by]} of ${what} at ${amount(event.level)} was reached by ${amount(event.figure)}: it is being left.`;
  }
}

/** The figures of such an event. */
export function protectionFacts(event: ProtectionEvent): Readonly<Record<string, unknown>> {
  if (event.type === 'protection-defaults-set') return { ...defaultsView(event.levels) };
  const scope = event.scope.kind;
  switch (event.type) {
    case 'protection-set': {
      const { levels } = event;
      const [stop, target] = [amountOrNull(levels?.stop), amountOrNull(levels?.target)];
      return { scope, stop, target, trail: trailView(levels?.trail), resting: levels?.resting === true };
    }
    case 'protection-trailed':
      return { scope, best: amountOrNull(event.trailed.best) };
    case 'protection-triggered': {
      const { by, triggerId, standing } = event;
      const [level, figure] = [amountOrNull(event.level), amountOrNull(event.figure)];
      return { scope, by, level, figure, figureAt: timeOf(event.figureAt), standing, squareOffId: triggerId };
    }
  }
}

const BY = { stop: 'The stop', target: 'The target', trail: 'The trailing stop' } as const;

function scopeWords(scope: ProtectionScope): string {
  if (scope.kind === 'position') return `${scope.instrumentId} in ${scope.product}`;
  return scope.kind === 'account' ? 'the account' : 'the group';
}

function amount(units: number): string {
  return printPrice(units as Price);
}
