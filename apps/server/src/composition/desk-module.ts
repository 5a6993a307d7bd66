/** The desk with what it stands on: storage, brokers, instruments. */
import {
  Desk,
  type Environment,
  InstrumentCatalog,
  InstrumentResolver,
  SessionCalendar,
} from '@copydesk/core';
import { ContainerModule } from 'inversify';
import { AccountChanges } from '../accounts/account-changes.ts';
import { BrokerLogins } from '../accounts/broker-logins.ts';
import { BrokerReads } from '../accounts/broker-reads.ts';
import { LoginStates } from '../accounts/login-states.ts';
import { SandboxDesk } from '../accounts/sandbox-desk.ts';
import { Webhooks } from '../accounts/webhooks.ts';
import { BrokerRegistry } from '../brokers/broker-registry.ts';
import { SandboxHolder } from '../brokers/sandbox-holder.ts';
import { SandboxTime } from '../brokers/sandbox-time.ts';
import { deriveKey } from '../config/secret-key.ts';
import { FamiliarStore } from '../instruments/familiar-store.ts';
import { InstrumentLoader } from '../instruments/instrument-loader.ts';
import type { EnvironmentInstruments, Instruments } from '../instruments/instruments.ts';
import { HeadNotes } from '../journal/head-notes.ts';
import { PeopleStore } from '../people/people-store.ts';
import { PreferencesStore } from '../people/preferences-store.ts';
import { Phase } from '../process/phase.ts';
import * as names from './identifiers.ts';
import { ListeningAddress } from './listening-address.ts';

export const deskModule = new ContainerModule(({ bind }) => {
  bind(names.ADDRESS).toResolvedValue((config) => new ListeningAddress(config), [names.CONFIG]);
  bind(names.PHASE).toResolvedValue(() => new Phase(), []);
  bind(names.PEOPLE).toResolvedValue(
    ({ users, access }, clock, ids) => new PeopleStore({ users, access, clock, ids }),
    [names.PERSISTENCE, names.CLOCK, names.IDS],
  );
  bind(names.PREFERENCES).toResolvedValue(
    ({ preferences }) => new PreferencesStore(preferences),
    [names.PERSISTENCE],
  );
  bind(names.SANDBOX_TIME).toResolvedValue(
    (clock, log, { hours }) =>
      new SandboxTime({ clock, log, deskCloses: (segment) => hours[segment].deskCloses }),
    [names.CLOCK, names.LOG, names.CALENDAR],
  );
  bind(names.BROKERS).toResolvedValue(
    (live, sandbox, log, address) => new BrokerRegistry({ clocks: { live, sandbox }, log, address }),
    [names.CLOCK, names.SANDBOX_TIME, names.LOG, names.ADDRESS],
  );
  bind(names.SANDBOX).toResolvedValue((config) => new SandboxHolder(config.sandbox), [names.CONFIG]);
  bind(names.INSTRUMENTS).toDynamicValue((context): Instruments => {
    const clocks = { live: context.get(names.CLOCK), sandbox: context.get(names.SANDBOX_TIME) };
    const log = context.get(names.LOG);
    const brokers = context.get(names.BROKERS);
    const onProgress = context.get(names.ON_PROGRESS);
    const { dataDir } = context.get(names.CONFIG);
    const make = (environment: Environment): EnvironmentInstruments => {
      const clock = clocks[environment];
      const catalog = new InstrumentCatalog(environment);
      const own = () => brokers.all().filter((broker) => broker.environment === environment);
      const familiar = new FamiliarStore({ folder: dataDir, environment, catalog, clock, log });
      const onLoaded = (): void => familiar.refresh();
      return {
        catalog,
        resolver: new InstrumentResolver(catalog, clock),
        loader: new InstrumentLoader({ catalog, brokers: own, clock, log, onProgress, onLoaded }),
        familiar,
      };
    };
    return { live: make('live'), sandbox: make('sandbox') };
  });
  bind(names.HEAD_NOTES).toResolvedValue(
    ({ dataDir }, clock, log, { journal }) =>
      new HeadNotes({ dataDir, clock, log, heads: () => journal.heads() }),
    [names.CONFIG, names.CLOCK, names.LOG, names.PERSISTENCE],
  );
  bind(names.DESK).toDynamicValue((context) => {
    const persistence = context.get(names.PERSISTENCE);
    const sandboxTime = context.get(names.SANDBOX_TIME);
    const { live, sandbox } = context.get(names.INSTRUMENTS);
    return new Desk({
      clock: context.get(names.CLOCK),
      venueClock: sandboxTime,
      calendars: {
        live: new SessionCalendar(context.get(names.CALENDAR)),
        sandbox: sandboxTime.calendar,
      },
      ids: context.get(names.IDS),
      journal: persistence.journal,
      leases: persistence.leases,
      brokers: context.get(names.BROKERS).deskPorts,
      instruments: { live: live.catalog, sandbox: sandbox.catalog },
      repositories: {
        accounts: persistence.accounts,
        sessions: persistence.brokerSessions,
        groups: persistence.groups,
      },
    });
  });
  bind(names.ACCOUNT_CHANGES).toResolvedValue(
    ({ accounts, orders, positions }) =>
      new AccountChanges(
        accounts,
        ({ id }) =>
          orders.livingOf(id).length === 0 && positions.openCount(id) === 0 && !positions.holdsCopied(id),
      ),
    [names.DESK],
  );
  bind(names.LOGIN_STATES).toResolvedValue(
    (secret, clock) => new LoginStates(deriveKey(secret, 'login-state'), clock),
    [names.SECRET, names.CLOCK],
  );
  bind(names.LOGINS).toResolvedValue(
    ({ accounts }, brokers, states) => new BrokerLogins({ accounts, brokers, states }),
    [names.DESK, names.BROKERS, names.LOGIN_STATES],
  );
  bind(names.READS).toResolvedValue(
    ({ accounts, times }, brokers, clock) => new BrokerReads({ accounts, brokers, clock, times }),
    [names.DESK, names.BROKERS, names.CLOCK],
  );
  bind(names.WEBHOOKS).toResolvedValue(
    (desk, brokers, logins, clock) => new Webhooks({ desk, brokers, logins, clock }),
    [names.DESK, names.BROKERS, names.LOGINS, names.CLOCK],
  );
  bind(names.SANDBOX_DESK).toDynamicValue((context) => {
    const { accounts, groups } = context.get(names.DESK);
    return new SandboxDesk({
      accounts,
      changes: context.get(names.ACCOUNT_CHANGES),
      groups,
      brokers: context.get(names.BROKERS),
      logins: context.get(names.LOGINS),
      instruments: context.get(names.INSTRUMENTS).sandbox,
      clock: context.get(names.CLOCK),
    });
  });
});
