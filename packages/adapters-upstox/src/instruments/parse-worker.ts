/** The parsing thread: bytes in, batches of listing rows out. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { TradingError } from '@copydesk/core';
import { BatchWriter } from './batch-writer.ts';
import type { ParseMessage, ParseTask } from './list-reader.ts';
import { parseList } from './parse-list.ts';

/** As `nice` counts, 0 normal and 19 the last: behind the event loop, before shorter lists. */
const BACKGROUND = 5;

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
// On Linux a priority is that of the calling thread: where cores are few, the event loop goes first. Elsewhere it would
// be that of the whole process.
if (process.platform === 'linux') setPriority(0, BACKGROUND);
const task = workerData as ParseTask;
try {
  const writer = new BatchWriter(port, task);
  parseList(task.bytes, writer);
  writer.end();
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  port.postMessage({ type: 'unusable', facts: error.facts } satisfies ParseMessage);
}
