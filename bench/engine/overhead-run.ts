/**
 * One measured process: a fresh heap, one desk, one kind of storage.
 *
 * From before the command is given to the desk until the transport is handed the last child's order. Prints one line of JSON, an
 * `OverheadRun`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CopyGroup, Instrument } from '@copydesk/core';
import { realLists } from '../day-lists.ts';
import { type DayInstruments, loadDay } from './day-instruments.ts';
import { durable, fillAll, inMemory, openDesk, place, storeFamilies, usersOf } from './engine-desk.ts';
import { SilentBroker, threadCpuMs } from './silent-broker.ts';

/** What is measured. */
export interface OverheadCase {
  readonly journal: 'memory' | 'sqlite';
  readonly copyWhen: CopyGroup['copyWhen'];
  readonly groups: number;
  readonly children: number;
  /** Orders that enter and orders that exit, so many each. */
  readonly rounds: number;
  readonly warmUp: number;
}

/** What one process measured, in milliseconds. */
export interface OverheadRun {
  readonly instruments: string;
  readonly entryMs: readonly number[];
  readonly exitMs: readonly number[];
  readonly entryCpuMs: readonly number[];
  readonly exitCpuMs: readonly number[];
  /** The same orders given to the transport directly. */
  readonly floorMs: readonly number[];
  /** Resident megabytes before the first order and after the last one, after a collection (`--expose-gc`). */
  readonly idleMb: number;
  readonly tradingMb: number;
}

const given = process.argv[2];
if (given === undefined) throw new Error('What to measure is missing.');
const what = JSON.parse(given) as OverheadCase;
const day = await loadDay(realLists());
process.stdout.write(`${JSON.stringify(await measure(what, day))}\n`);
process.exit();

async function measure(of: OverheadCase, today: DayInstruments): Promise<OverheadRun> {
  const folder = mkdtempSync(join(tmpdir(), 'copydesk-engine-'));
  const storage =
    of.journal === 'memory' ? inMemory() : await durable(join(folder, 'desk.db'), usersOf(of.groups));
  try {
    await storeFamilies(storage, of);
    const broker = new SilentBroker(today.brokerId);
    const { desk, families } = await openDesk(storage, today, broker);
    await pause(1_000);
    const idleMb = residentMb();
    const samples = { BUY: [] as number[], SELL: [] as number[] };
    const cpu = { BUY: [] as number[], SELL: [] as number[] };
    const floorMs: number[] = [];
    for (let round = -of.warmUp; round < of.rounds; round += 1) {
      const turn = round + of.warmUp;
      const family = families[turn % families.length];
      const contract = today.contracts[Math.floor(turn / families.length) % today.contracts.length];
      if (family === undefined || contract === undefined) throw new Error('Nothing to trade.');
      for (const side of ['BUY', 'SELL'] as const) {
        broker.expect(of.children + 1);
        const cpuBefore = threadCpuMs();
        const before = performance.now();
        await place(desk, family, { side, instrumentId: contract.id, lotSize: contract.lotSize });
        if (broker.taken.length !== of.children + 1)
          throw new Error(`${broker.taken.length} orders were handed over.`);
        if (round >= 0) {
          samples[side].push(broker.lastMs - before);
          cpu[side].push(broker.lastCpuMs - cpuBefore);
        }
        fillAll(desk, broker);
        // The stream's news is worked through, and what is written behind reaches the disk.
        await pause(of.journal === 'memory' ? 2 : 30);
      }
      if (round >= 0) floorMs.push(floorOf(today, contract, of.children + 1));
    }
    const tradingMb = residentMb();
    await desk.close();
    return {
      instruments: today.from,
      entryMs: samples.BUY,
      exitMs: samples.SELL,
      entryCpuMs: cpu.BUY,
      exitCpuMs: cpu.SELL,
      floorMs,
      idleMb,
      tradingMb,
    };
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same transport, called as often with an order that is ready. */
function floorOf(today: DayInstruments, contract: Instrument, orders: number): number {
  const broker = new SilentBroker(today.brokerId);
  const listing = today.catalog.listingFor(contract.id, today.brokerId);
  if (listing === undefined) throw new Error('The contract is not listed.');
  const session = { accountId: 'acc-floor' } as Parameters<SilentBroker['placeOrder']>[0];
  const order = {
    clientOrderId: 'CD00000000000000000',
    listing,
    side: 'BUY',
    quantity: contract.lotSize,
    orderType: 'LIMIT',
    product: 'D',
    validity: 'DAY',
    price: undefined,
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
  } as Parameters<SilentBroker['placeOrder']>[1];
  broker.expect(orders);
  const before = performance.now();
  for (let count = 0; count < orders; count += 1) void broker.placeOrder(session, order);
  return broker.lastMs - before;
}

/** What stays resident: what loading the lists left behind is collected, as it is in a process that has been up for a while. */
function residentMb(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / (1024 * 1024);
}
