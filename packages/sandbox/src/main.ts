#!/usr/bin/env node
/**
 * The sandbox as a process of its own.
 *
 * The first line on standard output is the JSON of `GET /api/sandbox`; everything else goes to standard error. Ends on
 * SIGTERM and SIGINT and, with `--exit-with-parent`, when standard input ends: then it dies with a killed parent.
 */
import { parseArgs } from 'node:util';
import { loadFaces } from './start/load-faces.ts';
import { type InstrumentSource, startSandbox } from './start/start-sandbox.ts';

const { values } = parseArgs({
  options: {
    face: { type: 'string', multiple: true, default: [] },
    from: { type: 'string' },
    'data-dir': { type: 'string' },
    port: { type: 'string' },
    seed: { type: 'string' },
    rows: { type: 'string' },
    'kite-dump': { type: 'string', multiple: true },
    'upstox-dump': { type: 'string', multiple: true },
    'public-url': { type: 'string' },
    'processing-delay-ms': { type: 'string' },
    'step-ms': { type: 'string' },
    'unlimited-rates': { type: 'boolean' },
    still: { type: 'boolean' },
    'exit-with-parent': { type: 'boolean' },
  },
});

function wholeNumber(name: 'port' | 'seed' | 'rows' | 'processing-delay-ms' | 'step-ms'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} ${text} is no whole number.`);
  return number;
}

function instruments(): InstrumentSource {
  const kite = values['kite-dump'];
  const upstox = values['upstox-dump'];
  if (kite === undefined && upstox === undefined) return { kind: 'generated', rows: wholeNumber('rows') };
  return { kind: 'dumps', kite, upstox };
}

/** A parent that is gone no longer reads: that must not end the process before its state is closed. */
function ignore(): void {}

process.stdout.on('error', ignore);
process.stderr.on('error', ignore);

const sandbox = await startSandbox({
  faces: await loadFaces(values.face, values.from),
  dataDir: values['data-dir'],
  port: wholeNumber('port'),
  seed: wholeNumber('seed'),
  instruments: instruments(),
  publicUrl: values['public-url'],
  processingDelayMs: wholeNumber('processing-delay-ms'),
  stepMs: wholeNumber('step-ms'),
  unlimitedRates: values['unlimited-rates'],
  ...(values.still === true ? { market: { walking: false } } : {}),
  log: (message, fields) => process.stderr.write(`${JSON.stringify({ message, ...fields })}\n`),
});

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void sandbox.close().then(() => process.exit(0));
}

process.once('SIGTERM', end);
process.once('SIGINT', end);
if (values['exit-with-parent'] === true) {
  process.stdin.once('end', end);
  process.stdin.once('error', end);
  process.stdin.resume();
}
process.stdout.write(`${JSON.stringify({ faces: sandbox.faces, control: sandbox.control })}\n`);
