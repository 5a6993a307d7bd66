/** The parsing thread: bytes in, batches of listing rows out. */
import { parentPort, workerData } from 'node:worker_threads';
import { TradingError } from '@copydesk/core';
import { BatchWriter } from './batch-writer.ts';
import type { ParseMessage, ParseTask } from './list-reader.ts';
import { parseList } from './parse-list.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
const task = workerData as ParseTask;
try {
  const writer = new BatchWriter(port, task);
  parseList(task.bytes, writer);
  writer.end();
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  port.postMessage({ type: 'unusable', facts: error.facts } satisfies ParseMessage);
}
