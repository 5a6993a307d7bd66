import {
  createReferenceBroker,
  referenceInstruments,
  referenceRules,
  SeededIds,
  VirtualClock,
} from '@copydesk/adapter-testkit';
import * as core from '@copydesk/core';
import { createVenue } from '@copydesk/sandbox';

const clock = new VirtualClock(); // yours: the machine's clock, ids, a database, a broker's adapter
const venue = createVenue({
  brokers: { reference: referenceRules },
  instruments: referenceInstruments,
  clock,
});
const broker = createReferenceBroker({ venue, clock });
const today = core.istDate(clock.now());
const catalog = new core.InstrumentCatalog('sandbox');
const list = new core.SnapshotBuilder(today);
for await (const batch of broker.listings(AbortSignal.timeout(60_000))) list.add(broker.id, batch);
for (const _share of list.finish()) await Promise.resolve();
catalog.replace(list.snapshot);
const desk = new core.Desk({
  clock,
  ids: new SeededIds(1, clock),
  journal: new core.MemoryJournal(),
  leases: new core.SoleHolder(),
  brokers: new Map([[broker.id, broker]]),
  instruments: { live: catalog, sandbox: catalog },
  repositories: core.memoryRepositories(),
});
await desk.open();
const logIn = async (address: string, clientId: string) => {
  const { apiKey, apiSecret } = venue.clients.upsert({ broker: broker.id, client: clientId });
  const draft = {
    address,
    brokerId: broker.id,
    environment: 'sandbox',
    clientId,
    egress: { kind: 'default' },
    credentials: { apiKey, apiSecret },
  };
  return desk.accounts.add('ann' as core.UserId, draft as core.AccountDraft);
};
