import type { RequestMark, UserId } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/http/answer.ts';
import { routesNamed } from '../src/http/route-table.ts';
import { IntentStore } from '../src/idempotency/intent-store.ts';
import { requestHash } from '../src/idempotency/request-hash.ts';

const ASHA = 'usr-asha' as UserId;
const HOUR_MS = 3_600_000;
const mark = (bodyHash = 'a', key = 'press-1'): RequestMark => ({ key, route: 'POST /api/orders', bodyHash });
const answer = (id: string): Answer => ({ status: 202, body: { id } });

/** A store on a clock that a test moves. */
function store() {
  const time = { now: 1_000_000_000_000 };
  const intents = new IntentStore({
    nowMs: () => time.now,
    answerAgain: ({ made }) => answer(`again ${'id' in made ? made.id : made.kind}`),
  });
  return { intents, time };
}

describe('requests with a key', () => {
  it('let the second wait for the first and answer alike', async () => {
    const { intents } = store();
    let finish: (value: Answer) => void = () => undefined;
    let runs = 0;
    const slow = (): Promise<Answer> => {
      runs += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const first = intents.once(ASHA, mark(), slow);
    const second = intents.once(ASHA, mark(), slow);
    expect(intents.find(ASHA, ['POST /api/orders'], 'press-1')).toMatchObject({ state: 'running' });
    finish(answer('one'));
    expect(await first).toEqual(answer('one'));
    expect(await second).toEqual({ ...answer('one'), headers: { 'idempotency-replayed': 'true' } });
    expect(runs).toBe(1);
  });

  it('refuse another body, also while the first runs, and know nothing of other people', async () => {
    const { intents } = store();
    const running = intents.once(ASHA, mark(), () => Promise.resolve(answer('one')));
    await expect(intents.once(ASHA, mark('b'), () => Promise.resolve(answer('two')))).rejects.toThrow(
      'another body',
    );
    await running;
    expect(intents.find('usr-other' as UserId, ['POST /api/orders'], 'press-1')).toBeUndefined();
    expect(intents.find(ASHA, ['DELETE /api/orders/:id'], 'press-1')).toBeUndefined();
  });

  it('let the second try when the desk failed with the first', async () => {
    const { intents } = store();
    const failing = intents.once(ASHA, mark(), () => Promise.reject(new Error('the disk is full')));
    const second = intents.once(ASHA, mark(), () => Promise.resolve(answer('two')));
    await expect(failing).rejects.toThrow('the disk is full');
    expect((await second).body).toEqual({ id: 'two' });
  });

  it('are answered from the journal after a crash, without running', async () => {
    const { intents, time } = store();
    intents.remember({ userId: ASHA, mark: mark(), made: { kind: 'order', id: 'ord-1' }, at: time.now });
    const reply = await intents.once(ASHA, mark(), () => Promise.reject(new Error('ran twice')));
    expect(reply.body).toEqual({ id: 'again ord-1' });
    await expect(intents.once(ASHA, mark('b'), () => Promise.reject(new Error('ran')))).rejects.toThrow(
      'another body',
    );
  });

  it('of orders are remembered however many came after them', async () => {
    const { intents, time } = store();
    intents.remember({ userId: ASHA, mark: mark(), made: { kind: 'order', id: 'ord-1' }, at: time.now });
    for (let each = 0; each < 25_000; each += 1) {
      intents.remember({
        userId: ASHA,
        mark: mark('a', `press-x${each}`),
        made: { kind: 'order', id: 'ord-x' },
        at: time.now,
      });
    }
    const reply = await intents.once(ASHA, mark(), () => Promise.reject(new Error('ordered twice')));
    expect(reply.body).toEqual({ id: 'again ord-1' });
  });

  it('are found by the newest of the routes that are meant', async () => {
    const { intents, time } = store();
    const on = (route: string): RequestMark => ({ ...mark(), route });
    await intents.once(ASHA, on('DELETE /api/orders/:id'), () => Promise.resolve(answer('cancel')));
    time.now += 1;
    await intents.once(ASHA, on('PATCH /api/orders/:id'), () => Promise.resolve(answer('change')));
    expect(intents.find(ASHA, routesNamed('/api/orders/01M8'), 'press-1')).toMatchObject({
      route: 'PATCH /api/orders/:id',
    });
    expect(intents.find(ASHA, routesNamed('delete /api/orders/01M8'), 'press-1')).toMatchObject({
      route: 'DELETE /api/orders/:id',
      answer: { body: { id: 'cancel' } },
    });
  });

  it('are forgotten after 24 hours', async () => {
    const { intents, time } = store();
    await intents.once(ASHA, mark(), () => Promise.resolve(answer('one')));
    time.now += 24 * HOUR_MS - 1;
    expect(intents.find(ASHA, ['POST /api/orders'], 'press-1')).toMatchObject({ state: 'done' });
    time.now += 2;
    expect(intents.find(ASHA, ['POST /api/orders'], 'press-1')).toBeUndefined();
  });
});

it('tells bodies apart by what they say and where they go, not by how they are written', () => {
  expect(requestHash('/a', { x: 1, y: [1, 2] })).toBe(requestHash('/a', { y: [1, 2], x: 1 }));
  expect(requestHash('/a', { x: 1 })).not.toBe(requestHash('/a', { x: 2 }));
  expect(requestHash('/a', { y: [1, 2] })).not.toBe(requestHash('/a', { y: [2, 1] }));
  expect(requestHash('/a', { x: 1 })).not.toBe(requestHash('/b', { x: 1 }));
  expect(requestHash('/a', undefined)).toMatch(/^[0-9a-f]{64}$/);
});
