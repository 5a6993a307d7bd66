import { type FaultSeed, type RunningSandbox, startSandbox } from '@copydesk/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rows, SHARE } from './listed-rows.ts';
import { sandboxFace } from './tiny-face.ts';

let sandbox: RunningSandbox;
let token: string;

beforeEach(async () => {
  sandbox = await startSandbox({
    faces: [sandboxFace],
    instruments: { kind: 'rows', rows: () => rows() },
    market: { walking: false },
  });
  token = sandbox.venue.sessions.issue(
    sandbox.venue.clients.upsert({ broker: 'tiny', client: 'AB1234' }),
  ).accessToken;
});
afterEach(() => sandbox.close());

/** What the client sees of a placement, how long it took, and how many orders there are afterwards. */
async function place(fault?: Omit<FaultSeed, 'on'>) {
  if (fault !== undefined) sandbox.venue.gate.addFault({ on: 'place', ...fault });
  const started = performance.now();
  const seen = await fetch(`${sandbox.faces['tiny']}/place`, {
    method: 'POST',
    headers: { authorization: token },
    body: JSON.stringify({ instrumentId: SHARE, quantity: 1 }),
  }).then(
    async (answer) => `${answer.status} ${(await answer.text()).slice(0, 16)}`,
    (error: Error & { cause?: { code?: string } }) => error.cause?.code ?? 'failed',
  );
  const orders = sandbox.venue.orders.list({ broker: 'tiny', client: 'AB1234' }).length;
  return { seen, orders, ms: performance.now() - started };
}

describe('a face under faults', () => {
  it('answers, and its gate refuses, without any', async () => {
    expect(await place()).toMatchObject({ seen: '200 {"orderId":"U1"}', orders: 1 });
    const many = await Promise.all(Array.from({ length: 30 }, () => place()));
    expect(many.some(({ seen }) => seen.startsWith('429'))).toBe(true);
  });

  it('drops the connection before anything happened, or after it took effect', async () => {
    expect(await place({ fault: 'reset-before', times: 1 })).toMatchObject({ seen: 'ECONNRESET', orders: 0 });
    expect(await place({ fault: 'reset-after', times: 1 })).toMatchObject({ seen: 'ECONNRESET', orders: 1 });
    expect(sandbox.venue.gate.requests().map(({ status, fault }) => [status, fault])).toEqual([
      [0, 'reset-before'],
      [0, 'reset-after'],
    ]);
  });

  it('delays before or after the effect', async () => {
    const before = place({ fault: 'delay', ms: 60, times: 1 });
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(sandbox.venue.orders.list({ broker: 'tiny', client: 'AB1234' })).toHaveLength(0);
    expect((await before).ms).toBeGreaterThanOrEqual(59);
    let answered = false;
    const after = place({ fault: 'answer-late', ms: 2000, times: 1 }).finally(() => {
      answered = true;
    });
    await expect
      .poll(() => sandbox.venue.orders.list({ broker: 'tiny', client: 'AB1234' }), { interval: 5 })
      .toHaveLength(2);
    expect(answered).toBe(false);
    expect((await after).ms).toBeGreaterThanOrEqual(1999);
  });

  it('words refusals that took effect or did not', async () => {
    expect(await place({ fault: 'timeout-400', times: 1 })).toMatchObject({
      seen: '400 {"text":"timed o',
      orders: 1,
    });
    expect(await place({ fault: '429', times: 1 })).toMatchObject({
      seen: '429 {"reason":"rate"',
      orders: 1,
    });
    expect(await place({ fault: '500', effect: false, times: 1 })).toMatchObject({
      seen: '500 {"text":"server ',
      orders: 1,
    });
    expect(await place({ fault: '500', effect: true, times: 1 })).toMatchObject({
      seen: '500 {"text":"server ',
      orders: 2,
    });
    expect(await place({ fault: 'html', effect: true, times: 1 })).toMatchObject({
      seen: '502 <html><head><tit',
      orders: 3,
    });
    expect(await place({ fault: 'html', effect: false, times: 1 })).toMatchObject({
      seen: '502 <html><head><tit',
      orders: 3,
    });
  });

  it('survives a face that throws', async () => {
    expect((await fetch(`${sandbox.faces['tiny']}/boom`)).status).toBe(500);
    expect((await place()).seen).toContain('200');
  });

  it('takes 200 placements at once from 200 clients in little time', async () => {
    const { venue } = sandbox;
    const tokens = Array.from(
      { length: 200 },
      (_, index) =>
        venue.sessions.issue(venue.clients.upsert({ broker: 'tiny', client: `C${index}` })).accessToken,
    );
    const body = JSON.stringify({ instrumentId: SHARE, quantity: 1 });
    const answers = await Promise.all(
      tokens.map((authorization) =>
        fetch(`${sandbox.faces['tiny']}/place`, { method: 'POST', headers: { authorization }, body }),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(
      new Set(
        await Promise.all(
          answers.map(async (answer) => ((await answer.json()) as { orderId: string }).orderId),
        ),
      ).size,
    ).toBe(200);
  });
});
