/**
 * `npm run bench`, with `-- --json FILE` to keep the figures: copying beside the floor and the official SDK, what one child's
 * trouble costs the others, instruments, reading of feeds, and the engine by itself. `--only engine`, `copying`, `instruments`,
 * `feed` or `frames` measures one part; frames need a Chromium and are measured only when asked for.
 * Venue, desk and bench are processes of their own; rate limits are lifted.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCopying } from './copying/copying.ts';
import type { BenchRow } from './copying/figures.ts';
import { benchIsolation } from './copying/isolation.ts';
import { benchEngine, printEngine } from './engine/engine.ts';
import { benchFeed } from './feed/feed.ts';
import { benchFrames } from './frames/frames.ts';
import { benchInstruments } from './instruments.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    children: { type: 'string', default: '1,10,50,200' },
    rounds: { type: 'string', default: '40' },
    only: { type: 'string' },
    'engine-rounds': { type: 'string', default: '350' },
  },
});
const { only } = values;
const PARTS = ['engine', 'copying', 'instruments', 'feed', 'frames'] as const;
type Part = (typeof PARTS)[number];
if (only !== undefined && !PARTS.some((part) => part === only))
  throw new Error(`--only takes ${PARTS.join(', ')}.`);
const children = values.children.split(',').map(Number);
const rounds = Number(values.rounds);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

say(
  `Node ${process.version}, ${cpus().length} cores. The brokers' rate limits are lifted in venue and lanes. Times in ms.`,
);
const wanted = (part: Part): boolean => only === undefined || only === part;
const instruments = wanted('instruments') ? await benchInstruments() : [];
const feed = wanted('feed') ? benchFeed() : [];
const frames = only === 'frames' ? await benchFrames(say) : undefined;
const rows: BenchRow[] = [];
if (wanted('copying')) {
  const serialRounds = Math.min(5, rounds);
  rows.push(...(await benchCopying({ children, delaysMs: [0, 30], rounds, serialRounds, say })));
  rows.push(...(await benchIsolation(rounds)));
}
const engine = wanted('engine')
  ? await benchEngine({ rounds: Number(values['engine-rounds']), say })
  : undefined;
if (rows.length > 0) console.table(rows);
if (instruments.length > 0) console.table(instruments);
if (feed.length > 0) console.table(feed);
if (frames !== undefined) console.table([frames]);
if (engine !== undefined) printEngine(engine);
if (values.json !== undefined) {
  const result = {
    node: process.version,
    cores: cpus().length,
    loadAverage: loadavg(),
    rateLimits: 'lifted in venue and lanes',
    rows,
    instruments,
    feed,
    frames,
    engine,
  };
  writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  say(`Written to ${values.json}`);
}
