import type { Broker as BrokerView } from '@copydesk/api-contract';
import type { AccountAddress, Credentials, Desk } from '@copydesk/core';
import type { AccountChanges } from '../../accounts/account-changes.ts';
import type { BrokerLogins } from '../../accounts/broker-logins.ts';
import type { Broker, BrokerRegistry } from '../../brokers/broker-registry.ts';
import { type Instruments, loadOf } from '../../instruments/instruments.ts';
import { changedEgress, checkedCredentials, egressOf } from '../account-input.ts';
import { created, DONE, ok } from '../answer.ts';
import { LOGIN_COOKIE, readCookie, setCookie } from '../cookies.ts';
import type { ServerAddress } from '../origin-rule.ts';
import type { Handlers } from '../route-table.ts';
import type { AccountNames } from '../views/account-names.ts';
import type { AccountViews } from '../views/account-view.ts';

type Names =
  | 'brokers'
  | 'accounts'
  | 'addAccount'
  | 'changeAccount'
  | 'removeAccount'
  | 'login'
  | 'adoptSession'
  | 'logout'
  | 'armAccount';

export interface AccountRouteParts {
  readonly desk: Desk;
  readonly changes: AccountChanges;
  readonly names: AccountNames;
  readonly brokers: BrokerRegistry;
  readonly instruments: Instruments;
  readonly logins: BrokerLogins;
  readonly views: AccountViews;
  readonly address: ServerAddress;
}

/** As long as a login may take. */
const LOGIN_COOKIE_MS = 15 * 60_000;

/** Installed brokers, accounts and their logins. */
export function accountRoutes(parts: AccountRouteParts): Pick<Handlers, Names> {
  const { desk, changes, names, brokers, logins, views } = parts;
  const { accounts } = desk;
  return {
    brokers: () => ok({ items: brokers.all().map((broker) => brokerView(parts, broker)), next: null }),

    accounts: ({ caller }) =>
      ok({
        items: accounts.listFor(caller.user.id).map((account) => views.of(account)),
        next: null,
        asOf: desk.journal.lastDurableEventId(caller.user.id),
      }),

    addAccount: async ({ caller, body }) => {
      const broker = brokers.get(body.broker, '/broker');
      const account = await changes.add(caller.user.id, {
        address: body.address as AccountAddress,
        brokerId: broker.id,
        environment: broker.environment,
        clientId: body.clientId,
        egress: egressOf(body.egress),
        credentials: checkedCredentials(broker.brokerPackage, body.credentials),
      });
      return created(views.of(account));
    },

    changeAccount: async ({ caller, params, body }) => {
      const account = accounts.find(caller.user.id, params.account);
      const { brokerPackage } = brokers.get(account.brokerId);
      const given = Object.entries(body.credentials ?? {}).filter(([, value]) => value !== '');
      const credentials: Credentials = {
        ...accounts.credentialsOf(account.id),
        ...Object.fromEntries(given),
      };
      const changed = await changes.change(account.id, {
        ...(body.address === undefined ? {} : { address: body.address as AccountAddress }),
        ...(body.clientId === undefined ? {} : { clientId: body.clientId }),
        ...(body.egress === undefined ? {} : { egress: changedEgress(body.egress, account.egress) }),
        ...(given.length === 0 ? {} : { credentials: checkedCredentials(brokerPackage, credentials) }),
      });
      return ok(views.of(changed));
    },

    removeAccount: async ({ caller, params }) => {
      const account = accounts.find(caller.user.id, params.account);
      // Before it goes: its orders are told and listed after it.
      names.keep(account);
      await accounts.remove(account.id);
      return DONE;
    },

    login: ({ caller, params, request }) => {
      const account = accounts.find(caller.user.id, params.account);
      // Whoever logs in is about to trade: the lists come meanwhile.
      void parts.instruments[account.environment].loader.start();
      const { url, browser } = logins.begin(account, readCookie(request.headers.cookie, LOGIN_COOKIE));
      const secure = parts.address.publicUrl().startsWith('https:');
      const cookie = setCookie(LOGIN_COOKIE, browser, { maxAgeMs: LOGIN_COOKIE_MS, secure });
      return { status: 200, body: { url }, headers: { 'set-cookie': cookie } };
    },

    adoptSession: async ({ caller, params, body }) => {
      const account = accounts.find(caller.user.id, params.account);
      await logins.adoptToken(account, body.accessToken);
      return ok(views.of(account));
    },

    logout: async ({ caller, params }) => {
      const account = accounts.find(caller.user.id, params.account);
      await logins.end(account);
      return ok(views.of(account));
    },

    armAccount: async ({ caller, params }) => {
      const account = accounts.find(caller.user.id, params.account);
      accounts.arm(account.id);
      await desk.journal.commit();
      return ok(views.of(account));
    },
  };
}

function brokerView({ brokers, instruments }: AccountRouteParts, broker: Broker): BrokerView {
  const { capabilities } = broker.port;
  const { default: byDefault, ...bySegment } = capabilities.validities;
  const validities = Object.entries({ default: byDefault, ...bySegment });
  return {
    id: broker.id,
    name: broker.brokerPackage.name,
    environment: broker.environment,
    credentials: broker.brokerPackage.credentials.map((field) => ({ ...field })),
    capabilities: {
      products: [...capabilities.products],
      orderTypes: [...capabilities.orderTypes],
      refusedOrderTypes: capabilities.refusedOrderTypes.map(({ orderType, segments, kinds, on }) => ({
        orderType,
        ...(segments === undefined ? {} : { segments: [...segments] }),
        ...(kinds === undefined ? {} : { kinds: [...kinds] }),
        ...(on === undefined ? {} : { on }),
      })),
      validities: Object.fromEntries(validities.map(([name, values]) => [name, [...values]])),
      segments: [...capabilities.segments],
      marketProtection: capabilities.marketProtection ?? null,
      modificationsPerOrder: capabilities.modificationsPerOrder ?? null,
      orderRates: capabilities.orderRates.map((rate) => ({ ...rate })),
      orderStream: capabilities.orderStream,
      absenceAfterMs: capabilities.absenceAfterMs,
      logout: capabilities.logout,
      marginPreview: capabilities.marginPreview,
    },
    redirectUrl: brokers.redirectUrl(broker.id),
    instruments: loadOf(instruments, broker.environment, broker.id),
  };
}
