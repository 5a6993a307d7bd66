import 'reflect-metadata';
import { hostname } from 'node:os';
import { openPersistence, type Persistence } from '@copydesk/persistence-prisma';
import { Container } from 'inversify';
import { type InstalledBroker, loadBrokerPackages } from '../brokers/broker-packages.ts';
import type { Config } from '../config/config.ts';
import { databaseLocation } from '../config/database-location.ts';
import { deriveKey, loadSecretKey } from '../config/secret-key.ts';
import type { OnProgress } from '../instruments/instrument-loader.ts';
import { loadCalendar } from '../market/market-calendar.ts';
import type { Log } from '../process/log.ts';
import { machineClock } from '../process/machine-clock.ts';
import { UlidSource } from '../process/ulid.ts';
import { deskModule } from './desk-module.ts';
import { httpModule } from './http-module.ts';
import * as names from './identifiers.ts';

/** What is there before anything is wired. */
export interface Ground {
  readonly config: Config;
  readonly log: Log;
  readonly onProgress: OnProgress;
}

/** Opens the storage, brings the brokers' packages, and wires everything; nothing runs yet. */
export async function createContainer({ config, log, onProgress }: Ground): Promise<Container> {
  const installed: readonly InstalledBroker[] = await loadBrokerPackages(config.brokers);
  const secret = await loadSecretKey(config);
  const persistence: Persistence = await openPersistence({
    ...databaseLocation(config),
    secretKeys: [deriveKey(secret, 'seal')],
    hostId: `${hostname()}, process ${process.pid}`,
  });
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(names.CONFIG).toConstantValue(config);
  container.bind(names.LOG).toConstantValue(log);
  container.bind(names.ON_PROGRESS).toConstantValue(onProgress);
  container.bind(names.SECRET).toConstantValue(secret);
  container.bind(names.CLOCK).toConstantValue(machineClock);
  container.bind(names.CALENDAR).toConstantValue(await loadCalendar(config));
  container.bind(names.IDS).toConstantValue(new UlidSource(Date.now));
  container.bind(names.INSTALLED).toConstantValue(installed);
  container.bind(names.PERSISTENCE).toConstantValue(persistence);
  container.load(deskModule, httpModule);
  return container;
}
