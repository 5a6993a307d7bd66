/** The morning board: what must be known of every account and group before the market opens. */
import type { Conditions, Readiness } from '@copydesk/api-contract';
import {
  type Account,
  type AddressView,
  addressView,
  type BrokerHolding,
  type CopyGroup,
  type Desk,
  type Environment,
  type FeedView,
  SEGMENTS,
} from '@copydesk/core';
import type { BrokerReads } from '../../accounts/broker-reads.ts';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import type { AccountViews } from './account-view.ts';
import { timeOf, timeOrNull, valueOrNull } from './wire-values.ts';

type AccountRow = Readiness['accounts'][number];

export interface ReadinessParts {
  readonly desk: Desk;
  readonly instruments: Instruments;
  readonly reads: BrokerReads;
  readonly brokers: BrokerRegistry;
  readonly views: AccountViews;
}

/** Less than this is the wire, and the whole seconds in which brokers tell their time. */
const SKEW_SHOWN_MS = 2_000;

export class ReadinessViews {
  readonly #parts: ReadinessParts;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  /** One account. What its broker does not tell is null, and its problems say so in words. */
  async account(account: Account): Promise<AccountRow> {
    const { desk, instruments, reads } = this.#parts;
    const state = desk.accounts.stateOf(account.id);
    const { session } = state;
    const [funds, address, unauthorised] = await Promise.all([
      session === undefined ? undefined : reads.funds(account).catch(() => undefined),
      this.address(account),
      this.#unauthorised(account),
    ]);
    const listsAgeMs = instruments[account.environment].loader.ageMs(account.brokerId);
    const clockSkewMs = this.#parts.brokers.all().find(({ id }) => id === account.brokerId)?.port.clockSkewMs;
    const guarded = desk.unguarded.guarded(account.id);
    const problems = [
      ...this.#accessProblems(account, address),
      ...(session !== undefined && funds === undefined ? ['The broker did not tell the funds.'] : []),
      ...(listsAgeMs === undefined ? ["The broker's instrument list is not loaded."] : []),
      ...(unauthorised === true ? ['Sales of holdings are not authorised for today.'] : []),
      ...feedProblems(desk.market.feedOf(account.id)),
      ...skewProblems(clockSkewMs),
      ...calendarProblems(desk.times.calendarEndsSoon(account.environment)),
      ...(guarded === false
        ? ['Unguarded: what limits its losses watches nothing while the account is not ready.']
        : []),
    ];
    return {
      accountId: account.id,
      account: account.address,
      broker: account.brokerId,
      environment: account.environment,
      sessionValidUntil: timeOrNull(session?.expiresAt),
      funds:
        funds === undefined
          ? null
          : { available: valueOrNull(funds.value.available) ?? 0, used: valueOrNull(funds.value.used) ?? 0 },
      stream: session === undefined ? null : state.stream,
      feed: this.#feed(account),
      ddpi: session?.sellAuthorisation ?? null,
      authoriseSalesAt:
        unauthorised === true
          ? `/api/accounts/${encodeURIComponent(account.address)}/holdings-authorisation`
          : null,
      products: [...(session?.products ?? [])],
      segments: [...(session?.segments ?? [])],
      instrumentsAgeMs: listsAgeMs ?? null,
      egress: wireAddress(address),
      clockSkewMs: clockSkewMs ?? null,
      guarded: guarded ?? null,
      settled: state.settled,
      problems: [...new Set(problems)],
    };
  }

  #feed({ id }: Account): AccountRow['feed'] {
    const feed = this.#parts.desk.market.feedOf(id);
    if (feed === undefined) return null;
    return { state: feed.standing, instruments: feed.instruments, reason: feed.reason ?? null };
  }

  /** Where the account's order calls leave from, and what the broker has on file. */
  async address(account: Account): Promise<AddressView> {
    const { desk, reads } = this.#parts;
    const told = desk.accounts.sessionOf(account.id) !== undefined;
    const onFile = told
      ? await reads.registeredAddresses(account).then(
          ({ value }) => value,
          () => undefined,
        )
      : undefined;
    return addressView(account.egress, desk.access.addresses.of(account.id), onFile);
  }

  /** One group. */
  group(group: CopyGroup): Readiness['groups'][number] {
    const { desk } = this.#parts;
    const members = [group.masterId, ...group.children.map((child) => child.accountId)];
    const waiting = members
      .map((id) => ({ account: desk.accounts.get(id), state: desk.accounts.stateOf(id) }))
      .flatMap(({ account, state }) => {
        if (state.session === undefined) return [`${account.address} is not logged in.`];
        if (state.disarmed !== undefined) return [`${account.address} is not armed. ${state.disarmed}`];
        return state.settled ? [] : [`${account.address} is being compared with its broker.`];
      });
    return {
      id: group.id,
      name: group.name,
      armed: group.armed,
      reasons: [...(group.armed ? [] : ['The group is not armed.']), ...waiting],
    };
  }

  /** What the trading of some accounts stands on, from memory. */
  conditions(accounts: readonly Account[]): Conditions {
    const { desk } = this.#parts;
    const environments = new Set(accounts.map(({ environment }) => environment));
    return {
      clocks: [...environments].map((environment) => ({
        environment,
        at: timeOf(desk.times.nowIn(environment)),
      })),
      markets: this.markets(environments),
      accounts: accounts.map((account) => ({
        accountId: account.id,
        account: account.address,
        feed: this.#feed(account),
        laneDepth: desk.laneDepth(account.id),
        orderRate: desk.rateUse(account.id) ?? null,
      })),
    };
  }

  /** The hours of every segment, in the environments in which there are accounts. */
  markets(environments: ReadonlySet<Environment>): Readiness['markets'] {
    const { times } = this.#parts.desk;
    return [...environments].flatMap((environment) =>
      SEGMENTS.map((segment) => {
        const moment = times.momentIn(environment, { segment });
        return {
          environment,
          segment,
          open: moment.open,
          opensAt: timeOrNull(moment.opensAt),
          closesAt: timeOrNull(moment.closesAt),
          cutOffAt: timeOrNull(moment.cutOffAt),
          deskClosesAt: timeOrNull(moment.deskClosesAt),
          nextOpensAt: timeOrNull(moment.nextOpensAt),
        };
      }),
    );
  }

  #accessProblems(account: Account, address: AddressView): readonly string[] {
    const state = this.#parts.desk.accounts.stateOf(account.id);
    const { disarmedBecause } = this.#parts.views.of(account);
    if (state.session === undefined)
      return ['Not logged in at the broker.', ...(disarmedBecause === null ? [] : [disarmedBecause])];
    return [
      ...(state.settled ? [] : ['Being compared with the broker.']),
      ...(state.stream === 'down' ? ['The order stream is down; the book is polled.'] : []),
      ...addressProblems(address),
      ...(disarmedBecause === null ? [] : [disarmedBecause]),
    ];
  }

  /** Whether sales of what the account holds need the depository's word today; undefined when that is not known. */
  async #unauthorised(account: Account): Promise<boolean | undefined> {
    const { desk, reads } = this.#parts;
    const session = desk.accounts.sessionOf(account.id);
    if (session === undefined || session.sellAuthorisation === 'standing') return false;
    if (desk.access.sales.refusedToday(account.id) && !desk.access.sales.askedToday(account.id)) return true;
    const holdings = await reads.holdings(account).then(
      ({ value }) => value,
      () => undefined,
    );
    if (holdings === undefined || session.sellAuthorisation === 'unknown') return undefined;
    return holdings.some((holding) => isUnauthorised(holding, desk.access.sales.askedToday(account.id)));
  }
}

/** A broker that does not tell is taken to have it once the page was asked for, until a sale is refused. */
function isUnauthorised(holding: BrokerHolding, askedToday: boolean): boolean {
  const { product, quantity, usedQuantity, authorisedQuantity } = holding;
  if (product !== 'D' || quantity - usedQuantity <= 0) return false;
  return authorisedQuantity === undefined ? !askedToday : authorisedQuantity < quantity;
}

/** The address as the contract has it. */
export function wireAddress({ seen, onFile, state }: AddressView): AccountRow['egress'] {
  return { seen: seen ?? null, onFile: onFile === undefined ? null : [...onFile], state };
}

function addressProblems({ seen, onFile, state }: AddressView): readonly string[] {
  if (state === 'differs') {
    const file = onFile === undefined ? '' : ` On file: ${onFile.length === 0 ? 'none' : onFile.join(', ')}.`;
    return [`Order calls leave from ${seen ?? 'an address'} that is not registered at the broker.${file}`];
  }
  return state === 'unknown' && onFile?.length === 0 ? ['No address is registered at the broker.'] : [];
}

/** A plan without a feed is no problem: other accounts' feeds tell. */
function feedProblems(feed: FeedView | undefined): readonly string[] {
  if (feed?.standing === 'silent') return ['The feed of live prices is silent.'];
  return feed?.standing === 'late' ? ['The feed of live prices is late.'] : [];
}

function skewProblems(skewMs: number | undefined): readonly string[] {
  if (skewMs === undefined || Math.abs(skewMs) < SKEW_SHOWN_MS) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return [`This machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the broker's.`];
}

function calendarProblems(knownUntil: string | undefined): readonly string[] {
  if (knownUntil === undefined) return [];
  return [
    `The market calendar ends with ${knownUntil}: no later holiday is known. MARKET_CALENDAR names another one.`,
  ];
}
