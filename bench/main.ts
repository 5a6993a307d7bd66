/**
 * `npm run bench`, with `-- --json FILE` to keep the figures: copying beside the floor and the official SDK, what one child's
 * trouble costs the others, and instruments. Venue, desk and bench are processes of their own; rate limits are lifted.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCopying } from './copying/copying.ts';
import type { BenchRow } from './copying/figures.ts';
import { benchIsolation } from './copying/isolation.ts';
import { benchInstruments } from './instruments.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    children: { type: 'string', default: '1,10,50,200' },
    rounds: { type: 'string', default: '40' },
  },
});
const children = values.children.split(',').map(Number);
const rounds = Number(values.rounds);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

say(
  `Node ${process.version}, ${cpus().length} cores. The brokers' rate limits are lifted in venue and lanes. Times in ms.`,
);
const instruments = await benchInstruments();
const copying = await benchCopying({
  children,
  delaysMs: [0, 30],
  rounds,
  serialRounds: Math.min(5, rounds),
  say,
});
const isolation = await benchIsolation(rounds);
const rows: readonly BenchRow[] = [...copying, ...isolation];
console.table(rows);
console.table(instruments);
if (values.json !== undefined) {
  const result = {
    node: process.version,
    cores: cpus().length,
    rateLimits: 'lifted in venue and lanes',
    rows,
    instruments,
  };
  writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  say(`Written to ${values.json}`);
}
