import * as testkit from '@copydesk/adapter-testkit';
import * as core from '@copydesk/core';
import { createVenue } from '@copydesk/sandbox';

// From outside: a clock, ids, a place for the journal, and brokers. Here all of them live in memory.
const clock = new testkit.VirtualClock();
const rules = { reference: testkit.referenceRules };
const venue = createVenue({ brokers: rules, instruments: testkit.referenceInstruments, clock });
const broker = testkit.createReferenceBroker({ venue, clock });
const lists = new core.SnapshotBuilder(core.istDate(clock.now()));
for await (const batch of broker.listings(AbortSignal.timeout(9_000))) lists.add(broker.id, batch);
const catalog = new core.InstrumentCatalog('sandbox');
catalog.replace(lists.finishAtOnce());
const outside = { clock, ids: new testkit.SeededIds(1, clock), journal: new core.MemoryJournal() };
const parts = { ...outside, leases: new core.SoleHolder(), repositories: core.memoryRepositories() };
const instruments = { live: catalog, sandbox: catalog };
const desk = new core.Desk({ ...parts, brokers: new Map([[broker.id, broker]]), instruments });
await desk.open();

// A family of three, logged in, in a group in which the second child takes twice of what the master takes.
const { user, master, children } = await testkit.logInFamily(desk, { venue, broker, clock, children: 2 });
const links = children.map((child, nth) => testkit.aChildLink(child.id, { sizing: testkit.times(nth + 1) }));
const group = await desk.groups.create(user, testkit.aGroupDraft(master.id, links));
await desk.groups.arm(user, group.id);

// One order. It reaches all three.
const future = new core.InstrumentResolver(catalog, clock).search({ text: 'nifty fut' })[0];
const what = { instrumentId: future!.id, quantity: core.quantityOf(75), side: 'BUY' } as const;
const terms = { orderType: 'MARKET', product: 'D', validity: 'DAY' } as const;
await clock.drive(desk.trader.place(user, { accountId: master.id, ...what, ...terms }));
await clock.advance(2_000);
export const held = desk.positions.list(user).map((position) => position.netQuantity); // [75, 75, 150]
