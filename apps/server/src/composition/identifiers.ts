/** The names under which things are wired. Used in this folder only. */
import type { Clock, Desk, IdSource } from '@copydesk/core';
import type { Persistence } from '@copydesk/persistence-prisma';
import type { Express } from 'express';
import type { ServiceIdentifier } from 'inversify';
import type { BrokerLogins } from '../accounts/broker-logins.ts';
import type { BrokerReads } from '../accounts/broker-reads.ts';
import type { LoginStates } from '../accounts/login-states.ts';
import type { SandboxDesk } from '../accounts/sandbox-desk.ts';
import type { Webhooks } from '../accounts/webhooks.ts';
import type { InstalledBroker } from '../brokers/broker-packages.ts';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';
import type { SandboxHolder } from '../brokers/sandbox-holder.ts';
import type { Config } from '../config/config.ts';
import type { Handlers } from '../http/route-table.ts';
import type { AccountViews } from '../http/views/account-view.ts';
import type { OrderViews } from '../http/views/order-views.ts';
import type { PositionViews } from '../http/views/position-views.ts';
import type { IntentStore } from '../idempotency/intent-store.ts';
import type { OnProgress } from '../instruments/instrument-loader.ts';
import type { Instruments } from '../instruments/instruments.ts';
import type { PeopleStore } from '../people/people-store.ts';
import type { Log } from '../process/log.ts';
import type { Phase } from '../process/phase.ts';
import type { DeskSocket } from '../socket/desk-socket.ts';
import type { ListeningAddress } from './listening-address.ts';

function name<T>(text: string): ServiceIdentifier<T> {
  return Symbol.for(`copydesk.${text}`);
}

export const CONFIG = name<Config>('config');
export const SECRET = name<string>('secret');
export const LOG = name<Log>('log');
export const CLOCK = name<Clock>('clock');
export const IDS = name<IdSource>('ids');
export const PERSISTENCE = name<Persistence>('persistence');
export const INSTALLED = name<readonly InstalledBroker[]>('installed-brokers');
export const ON_PROGRESS = name<OnProgress>('on-progress');
export const ADDRESS = name<ListeningAddress>('address');
export const PHASE = name<Phase>('phase');
export const PEOPLE = name<PeopleStore>('people');
export const BROKERS = name<BrokerRegistry>('brokers');
export const SANDBOX = name<SandboxHolder>('sandbox');
export const INSTRUMENTS = name<Instruments>('instruments');
export const DESK = name<Desk>('desk');
export const LOGIN_STATES = name<LoginStates>('login-states');
export const LOGINS = name<BrokerLogins>('logins');
export const READS = name<BrokerReads>('reads');
export const WEBHOOKS = name<Webhooks>('webhooks');
export const SANDBOX_DESK = name<SandboxDesk>('sandbox-desk');
export const INTENTS = name<IntentStore>('intents');
export const ACCOUNT_VIEWS = name<AccountViews>('account-views');
export const ORDER_VIEWS = name<OrderViews>('order-views');
export const POSITION_VIEWS = name<PositionViews>('position-views');
export const HANDLERS = name<Handlers>('handlers');
export const APP = name<Express>('app');
export const SOCKET = name<DeskSocket>('socket');
