import type { Readiness } from '@copydesk/api-contract';
import { type Desk, TradingError } from '@copydesk/core';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import { ok } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import { type ReadinessViews, wireAddress } from '../views/readiness-view.ts';

type Names = 'readiness' | 'conditions' | 'authoriseHoldings' | 'checkAddress';

export interface ReadinessRouteParts {
  readonly desk: Desk;
  readonly brokers: BrokerRegistry;
  readonly views: ReadinessViews;
  readonly isReady: () => boolean;
}

/** A broker is waited for so long. */
const ANSWER_WITHIN_MS = 10_000;

/** The morning board, and what a person does about it. */
export function readinessRoutes(parts: ReadinessRouteParts): Pick<Handlers, Names> {
  const { desk, brokers, views } = parts;
  const { accounts } = desk;
  return {
    readiness: async ({ caller }) => {
      const own = accounts.listFor(caller.user.id);
      const board: Readiness = {
        ready: parts.isReady(),
        accounts: await Promise.all(own.map((account) => views.account(account))),
        groups: desk.groups.listFor(caller.user.id).map((group) => views.group(group)),
        markets: views.markets(new Set(own.map(({ environment }) => environment))),
      };
      return ok(board);
    },

    conditions: ({ caller }) => ok(views.conditions(accounts.listFor(caller.user.id))),

    authoriseHoldings: async ({ caller, params }) => {
      const account = accounts.find(caller.user.id, params.account);
      const session = accounts.sessionOf(account.id);
      if (session === undefined) throw new TradingError('no-session', { account: account.address });
      const { port } = brokers.get(account.brokerId);
      if (!port.capabilities.salesAuthorisation)
        throw new TradingError('not-supported', {
          what: 'a page to authorise sales',
          broker: account.brokerId,
        });
      const url = await port.authoriseSales(session, [], AbortSignal.timeout(ANSWER_WITHIN_MS));
      desk.access.sales.asked(account.id);
      return ok({ url });
    },

    checkAddress: async ({ caller, params }) => {
      const account = accounts.find(caller.user.id, params.account);
      if (accounts.sessionOf(account.id) === undefined)
        throw new TradingError('no-session', { account: account.address });
      const given = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const tooLate = new Promise<void>((resolve) => given.addEventListener('abort', () => resolve()));
      await Promise.race([desk.access.addresses.check(account.id), tooLate]);
      return ok(wireAddress(await views.address(account)));
    },
  };
}
