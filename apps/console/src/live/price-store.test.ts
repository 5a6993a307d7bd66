import { describe, expect, it } from 'vitest';
import { aTick } from '../testing/fixtures.ts';
import { PriceStore } from './price-store.ts';

/** A page whose frames and timers run when they are told to. */
function aPage() {
  let nowMs = 1_000_000;
  let hidden = false;
  let frames: (() => void)[] = [];
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const store = new PriceStore({
    onFrame: (run) => frames.push(run),
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    now: () => nowMs,
    elapsed: () => nowMs,
    isHidden: () => hidden,
  });
  const said: (readonly [string, readonly string[]])[] = [];
  let answer: ((ack: unknown) => void) | undefined;
  return {
    store,
    said,
    connect: () =>
      store.connected((what, { environment, instruments }, answered) => {
        said.push([what, environment === 'live' ? instruments.map((id) => `${id} live`) : instruments]);
        answer = answered;
      }),
    answer: (ack: unknown) => answer?.(ack),
    frame: () => {
      const due = frames;
      frames = [];
      for (const run of due) run();
      return due.length;
    },
    pass: (ms: number) => {
      nowMs += ms;
      const due = timers.filter((timer) => timer.atMs <= nowMs);
      timers = timers.filter((timer) => timer.atMs > nowMs);
      for (const timer of due) timer.run();
    },
    hide: (is: boolean) => {
      hidden = is;
    },
  };
}

const soon = async (): Promise<void> => Promise.resolve();

describe('live prices of the page', () => {
  it('asks once for all that appears at once, and paints the last tick of a frame only', async () => {
    const page = aPage();
    page.connect();
    let painted = 0;
    page.store.watch('sandbox A', () => {
      painted += 1;
    });
    page.store.watch('sandbox B', () => undefined);
    await soon();
    expect(page.said).toEqual([['subscribe', ['A', 'B']]]);
    page.store.take(aTick('A', 100));
    page.store.take(aTick('A', 101));
    page.store.take(aTick('C', 7));
    expect(page.store.get('sandbox A')).toBeUndefined();
    expect(page.frame()).toBe(1);
    expect(painted).toBe(1);
    expect(page.store.get('sandbox A')).toMatchObject({ last: 1_010_000, moved: 0, stale: false });
    expect(page.store.get('sandbox C')).toBeUndefined();
    page.store.take(aTick('A', 100.5));
    page.frame();
    expect(page.store.get('sandbox A')).toMatchObject({ last: 1_005_000, moved: -1 });
  });

  it('paints many that moved over several frames, who waited longest first, and all at once after the page was hidden', () => {
    const page = aPage();
    page.connect();
    const painted: string[] = [];
    const ids = Array.from({ length: 60 }, (_, at) => `I${at}`);
    for (const id of ids) page.store.watch(`sandbox ${id}`, () => painted.push(id));
    const move = (price: number): void => {
      for (const id of ids) page.store.take(aTick(id, price));
    };
    move(100);
    page.frame();
    expect(painted).toEqual(ids.slice(0, 12));
    // Another tick of one that waits does not send it to the end.
    page.store.take(aTick('I12', 101));
    page.frame();
    expect(painted.slice(12)).toEqual(ids.slice(12, 24));
    for (let more = 0; more < 3; more += 1) page.frame();
    expect(painted).toEqual(ids);
    expect(page.frame()).toBe(0);
    page.hide(true);
    move(102);
    page.hide(false);
    page.store.shown();
    page.frame();
    expect(painted).toHaveLength(120);
    expect(ids.every((id) => page.store.get(`sandbox ${id}`)?.moved === 0)).toBe(true);
  });

  it('calls a price as old as when it was told, however long it waits to be painted', () => {
    const page = aPage();
    page.connect();
    for (let at = 0; at < 40; at += 1) {
      page.store.watch(`sandbox I${at}`, () => undefined);
      page.store.take(aTick(`I${at}`, 100));
    }
    for (let frame = 0; frame < 4; frame += 1) {
      page.pass(100);
      page.frame();
    }
    expect(page.store.get('sandbox I39')).toMatchObject({ heardMs: 1_000_000, atMs: 1_000_000 });
  });

  it('lets go five seconds after the last who looked, and not when somebody looks again before', async () => {
    const page = aPage();
    page.connect();
    const first = page.store.watch('sandbox A', () => undefined);
    const second = page.store.watch('sandbox A', () => undefined);
    await soon();
    page.store.take(aTick('A', 100));
    page.frame();
    first();
    page.pass(6_000);
    expect(page.said).toHaveLength(1);
    second();
    page.pass(4_000);
    const third = page.store.watch('sandbox A', () => undefined);
    page.pass(6_000);
    expect(page.said).toHaveLength(1);
    third();
    page.pass(5_000);
    expect(page.said.at(-1)).toEqual(['unsubscribe', ['A']]);
    expect(page.store.get('sandbox A')).toBeUndefined();
  });

  it('paints nothing while the page is hidden, and what is true when it is back without calling it moved', async () => {
    const page = aPage();
    page.connect();
    page.store.watch('sandbox A', () => undefined);
    page.store.take(aTick('A', 100));
    page.frame();
    page.hide(true);
    page.store.take(aTick('A', 101));
    page.store.take(aTick('A', 102));
    expect(page.frame()).toBe(0);
    expect(page.store.get('sandbox A')?.last).toBe(1_000_000);
    page.hide(false);
    page.store.shown();
    page.frame();
    expect(page.store.get('sandbox A')).toMatchObject({ last: 1_020_000, moved: 0 });
  });

  it('knows since when a price is old', () => {
    const page = aPage();
    page.store.watch('sandbox A', () => undefined);
    page.store.take(aTick('A', 100));
    page.frame();
    page.pass(14_000);
    page.store.take(aTick('A', 100, { stale: true }));
    page.frame();
    expect(page.store.get('sandbox A')).toMatchObject({ stale: true, atMs: 1_000_000 });
    page.pass(1_000);
    page.store.take(aTick('A', 100));
    page.frame();
    expect(page.store.get('sandbox A')).toMatchObject({ stale: false, atMs: 1_015_000 });
  });

  it('asks again for what a new connection does not know, and for what the lists did not have yet', async () => {
    const page = aPage();
    page.store.watch('sandbox A', () => undefined);
    page.store.watch('sandbox B', () => undefined);
    page.connect();
    await soon();
    page.answer({
      instruments: ['A'],
      errors: [{ path: '/instruments/1', code: 'instruments-not-loaded', message: 'Being read.' }],
    });
    page.pass(5_000);
    await soon();
    expect(page.said.at(-1)).toEqual(['subscribe', ['B']]);
    page.store.disconnected();
    page.connect();
    await soon();
    expect(page.said.at(-1)).toEqual(['subscribe', ['A', 'B']]);
  });

  it('keeps the prices of live money and of the sandbox apart, and asks for each where it trades', async () => {
    const page = aPage();
    page.connect();
    page.store.watch('sandbox A', () => undefined);
    page.store.watch('live A', () => undefined);
    await soon();
    expect(page.said).toEqual([
      ['subscribe', ['A live']],
      ['subscribe', ['A']],
    ]);
    page.store.take(aTick('A', 100));
    page.frame();
    expect(page.store.get('live A')).toBeUndefined();
    page.store.take(aTick('A', 130, { environment: 'live' }));
    page.store.take(null);
    page.frame();
    expect(page.store.get('live A')?.last).toBe(1_300_000);
    expect(page.store.get('sandbox A')?.last).toBe(1_000_000);
  });
});
