/**
 * How evenly the built console paints while prices move: 1 000 instruments five times a second in the sandbox, through the
 * imitated brokers' feeds and the built server; 200 of them stand on a Desk that is tall enough for all, as rows of the watchlist and as
 * both sides of the option chain, in a headless Chromium. The page asks for what it shows; a second client listens to all 1 000.
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnSandbox } from '@copydesk/sandbox';
import { io, type Socket } from 'socket.io-client';
import { launch } from '../../e2e/browser.ts';
import { DeskProcess } from '../../e2e/desk-process.ts';
import { makeDesk } from '../../e2e/people.ts';
import { instrumentTokens } from '../soak/instrument-tokens.ts';

/** Times between two frames, in milliseconds. */
export interface FramesRow {
  readonly case: string;
  readonly frames: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
  readonly goalP95: number;
  readonly met: boolean;
  /** What the second client heard a second, and of how many instruments. */
  readonly ticksPerSecond: number;
  readonly instruments: number;
  readonly cores: number;
  readonly loadAverage: number;
}

type Browser = Awaited<ReturnType<typeof launch>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<Context['newPage']>>;

const STEP_MS = 200;
const INSTRUMENTS = 1_000;
const ON_SCREEN = 200;
/** The chain shows some eighty options; the others are watched. */
const ROWS = 120;
const SECONDS = 30;
const GOAL_P95_MS = 20;
/** The watchlist's rows of 24 pixels, and what stands around them. */
const VIEWPORT = { width: 1440, height: ROWS * 24 + 500 };
/** What the bar between chart and chain is moved by keys, so that the chart is about as tall as on a usual screen. */
const CHART_SMALLER = 12;
const DEADLINE_MS = 120_000;

/** Measures thirty seconds, once two hundred rows have prices. */
export async function benchFrames(say: (line: string) => void): Promise<FramesRow> {
  const sandbox = await spawnSandbox({
    faces: ['@copydesk/adapter-zerodha/sandbox', '@copydesk/adapter-upstox/sandbox'],
    from: import.meta.url,
    stepMs: STEP_MS,
    onLog: () => undefined,
  });
  let desk: DeskProcess | undefined;
  let browser: Browser | undefined;
  const heard = new Heard();
  try {
    desk = await DeskProcess.create({ venue: { running: sandbox.control } });
    browser = await launch();
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'dark' });
    context.setDefaultTimeout(DEADLINE_MS);
    await makeDesk(context.request, desk.url);
    const page = await openList(context, desk.url);
    heard.listen(
      desk.url,
      await tokenOf(context, desk.url),
      await instrumentTokens(kite(sandbox), INSTRUMENTS),
    );
    await pause(5_000);
    const shown = Number(await page.evaluate(PRICED_IN_VIEW));
    if (shown < ON_SCREEN) throw new Error(`Only ${shown} instruments have a price on screen.`);
    say(`${shown} instruments on a page of ${VIEWPORT.width}×${VIEWPORT.height}, ${SECONDS} s.`);
    heard.begin();
    const times = (await page.evaluate(FRAMES)) as readonly number[];
    return rowOf(times, heard);
  } finally {
    heard.close();
    await browser?.close();
    await desk?.close();
    await sandbox.close();
  }
}

function kite({ faces }: { readonly faces: Readonly<Record<string, string>> }): string {
  return faces['zerodha'] ?? '';
}

/** The times between the frames of `SECONDS`. */
const FRAMES = `new Promise((done) => {
  const times = [];
  let last;
  const until = performance.now() + ${SECONDS * 1_000};
  const frame = (now) => {
    if (last !== undefined) times.push(now - last);
    last = now;
    if (now < until) requestAnimationFrame(frame);
    else done(times);
  };
  requestAnimationFrame(frame);
})`;

/** How many rows of the watchlist and options of the chain have a price and are wholly in view. */
const PRICED_IN_VIEW = `[...document.querySelectorAll('[data-key=watch] [data-row], [data-leg]')].filter((cell) => {
  const { top, bottom } = cell.getBoundingClientRect();
  const box = cell.closest('.overflow-auto')?.getBoundingClientRect();
  return /\\d\\.\\d\\d/.test(cell.textContent) && top >= (box?.top ?? 0) && bottom <= (box?.bottom ?? innerHeight);
}).length`;

/** Puts instruments into the watchlist and opens the Desk; resolves when two hundred have a price there. */
async function openList(context: Context, url: string): Promise<Page> {
  const headers = { origin: url, 'content-type': 'application/json' };
  const items = await instrumentsOf(context, url);
  const { version } = (await (await context.request.get(`${url}/api/preferences`)).json()) as {
    version: number;
  };
  const kept = await context.request.put(`${url}/api/preferences`, {
    headers,
    data: { version, document: { watchlists: [{ name: 'Frames', items }], watchlist: 0 } },
  });
  if (!kept.ok()) throw new Error(`The list was not kept: ${await kept.text()}`);
  const page = await context.newPage();
  await page.goto(`${url}/desk`);
  const bar = page.getByRole('separator', { name: 'Height of the chain' });
  await bar.focus();
  for (let press = 0; press < CHART_SMALLER; press += 1) await bar.press('ArrowUp');
  await bar.blur();
  const until = performance.now() + DEADLINE_MS;
  // The page's own rules forbid what `waitForFunction` does there.
  while (Number(await page.evaluate(PRICED_IN_VIEW)) < ON_SCREEN) {
    if (performance.now() > until)
      throw new Error(`No ${ON_SCREEN} instruments had a price on screen in time.`);
    await pause(250);
  }
  return page;
}

async function instrumentsOf(context: Context, url: string): Promise<{ id: string; symbol: string }[]> {
  const found = new Map<string, string>();
  for (const kind of ['EQ', 'FUT', 'OPT']) {
    for (const q of 'abcdefghijklmnopqrstuvwxyz') {
      const query = new URLSearchParams({ q, kind, limit: '40', environment: 'sandbox' });
      const answer = await context.request.get(`${url}/api/instruments?${query.toString()}`);
      const { items } = (await answer.json()) as { items: { id: string; symbol: string }[] };
      for (const { id, symbol } of items) if (found.size < ROWS) found.set(id, symbol);
    }
  }
  if (found.size < ROWS) throw new Error(`Only ${found.size} instruments in the sandbox.`);
  return [...found].map(([id, symbol]) => ({ id, symbol }));
}

async function tokenOf(context: Context, url: string): Promise<string> {
  const answer = await context.request.post(`${url}/api/tokens`, {
    headers: { origin: url, 'content-type': 'application/json' },
    data: { name: 'frames' },
  });
  return ((await answer.json()) as { token: string }).token;
}

/** The second client: without it the server would listen to what the page shows only. */
class Heard {
  messages = 0;
  readonly instruments = new Set<string>();
  #socket: Socket | undefined;

  listen(url: string, token: string, tokens: readonly string[]): void {
    const socket = io(url, { transports: ['websocket'], auth: { token, environment: 'sandbox' } });
    socket.on('marketData', ({ instrument_id }: { readonly instrument_id: string }) => {
      this.messages += 1;
      this.instruments.add(instrument_id);
    });
    socket.on('connect', () => socket.emit('subscribe', tokens));
    this.#socket = socket;
  }

  begin(): void {
    this.messages = 0;
    this.instruments.clear();
  }

  close(): void {
    this.#socket?.disconnect();
  }
}

function rowOf(times: readonly number[], heard: Heard): FramesRow {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1));
  return {
    case: `frames, ${ON_SCREEN} of ${INSTRUMENTS} instruments on screen`,
    frames: times.length,
    median: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    worst: at(1),
    goalP95: GOAL_P95_MS,
    met: at(0.95) <= GOAL_P95_MS,
    ticksPerSecond: Math.round(heard.messages / SECONDS),
    instruments: heard.instruments.size,
    cores: availableParallelism(),
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}
