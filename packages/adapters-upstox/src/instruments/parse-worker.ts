/** The parsing thread: bytes in, batches of listing rows out. */
import { parentPort, workerData } from 'node:worker_threads';
import { TradingError } from '@copydesk/core';
import { BatchWriter } from './batch-writer.ts';
import { decodeList } from './decode-list.ts';
import { objectBatches } from './json-objects.ts';
import { readLegacyCsv } from './legacy-csv.ts';
import type { ParseMessage, ParseTask } from './list-reader.ts';
import { readUpstoxRow } from './upstox-row.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
const task = workerData as ParseTask;
try {
  const writer = new BatchWriter(port, task);
  const bytes = decodeList(task.bytes);
  // The first column of the CSV is the instrument key, quoted or not; JSON begins with a bracket.
  if (/^\uFEFF?"?instrument_key/.test(bytes.subarray(0, 32).toString('utf8'))) {
    readLegacyCsv(bytes.toString('utf8'), writer);
  } else {
    for (const { objects, progress } of objectBatches(bytes)) {
      for (const object of objects) writer.take(readUpstoxRow(object), progress);
    }
  }
  writer.end();
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  port.postMessage({ type: 'unusable', facts: error.facts } satisfies ParseMessage);
}
