/** An account as it is shown: how it stands today, and never a secret. */
import type * as wire from '@copydesk/api-contract';
import type { Account, AccountState, AccountStore, CopyGroup, GroupStore } from '@copydesk/core';
import type { EndedSessions } from '../../accounts/ended-sessions.ts';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import { shownEgress } from '../account-input.ts';
import { timeOrNull } from './wire-values.ts';

export class AccountViews {
  readonly #accounts: AccountStore;
  readonly #groups: GroupStore;
  readonly #brokers: BrokerRegistry;
  readonly #ended: EndedSessions;
  readonly #laneDepth: (accountId: Account['id']) => number;

  constructor(parts: {
    readonly accounts: AccountStore;
    readonly groups: GroupStore;
    readonly brokers: BrokerRegistry;
    readonly ended: EndedSessions;
    readonly laneDepth: (accountId: Account['id']) => number;
  }) {
    this.#accounts = parts.accounts;
    this.#groups = parts.groups;
    this.#brokers = parts.brokers;
    this.#ended = parts.ended;
    this.#laneDepth = parts.laneDepth;
  }

  /** The account with its session, stream and group. */
  of(account: Account): wire.Account {
    const state = this.#accounts.stateOf(account.id);
    const { session } = state;
    const group = this.#groups.of(account.id);
    const stored = this.#accounts.credentialsOf(account.id);
    const installed = this.#brokers.all().find((broker) => broker.id === account.brokerId);
    return {
      id: account.id,
      accountId: account.id,
      address: account.address,
      account: account.address,
      broker: account.brokerId,
      brokerName: installed?.brokerPackage.name ?? account.brokerId,
      environment: account.environment,
      clientId: account.clientId,
      egress: shownEgress(account.egress),
      credentialsSet: Object.keys(stored).filter((name) => stored[name] !== ''),
      session: {
        state: session === undefined ? 'none' : 'live',
        issuedAt: timeOrNull(session?.issuedAt),
        validUntil: timeOrNull(session?.expiresAt),
        endedBecause: session === undefined ? (this.#ended.reasonOf(account.id) ?? null) : null,
        products: [...(session?.products ?? [])],
        segments: [...(session?.segments ?? [])],
        sellAuthorisation: session?.sellAuthorisation ?? null,
      },
      stream: session === undefined ? null : state.stream,
      settled: state.settled,
      disarmedBecause: disarmedBecause(group, state, session !== undefined),
      group:
        group === undefined
          ? null
          : { id: group.id, name: group.name, role: group.masterId === account.id ? 'master' : 'child' },
      laneDepth: this.#laneDepth(account.id),
    };
  }
}

/** Why entries are not copied for this account; null when they are, or when nothing would copy them. */
function disarmedBecause(
  group: CopyGroup | undefined,
  state: Pick<AccountState, 'settled' | 'leasedBy' | 'disarmed'>,
  loggedIn: boolean,
): string | null {
  // Who it is may be the text of a failure of the database: it stays inside.
  if (state.leasedBy !== undefined) return 'Another process writes to this account.';
  if (state.disarmed !== undefined) return state.disarmed;
  if (group === undefined) return null;
  if (!group.armed) return 'The group is not armed.';
  if (!loggedIn) return 'Not logged in at the broker.';
  return state.settled ? null : 'Being compared with the broker.';
}
