import { PREFERENCES_MAX_BYTES, preferencesSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, ownerOf, startDesk, type TestDesk } from './running-desk.ts';

describe('what a user set up for the console', () => {
  let desk: TestDesk;
  let owner: Client;
  beforeAll(async () => {
    desk = await startDesk();
    owner = await ownerOf(desk);
  });
  afterAll(() => desk?.close());

  it('is empty at first, is kept over a restart, and grows a version with each write', async () => {
    const first = await owner.get('/api/preferences');
    expect(z.parse(preferencesSchema, first.body)).toEqual({ version: 0, document: {} });
    const document = { layout: { desk: [70, 30] }, keys: { letters: false } };
    const saved = await owner.ask('PUT', '/api/preferences', { version: 0, document });
    expect(saved.status).toBe(200);
    expect(saved.body).toEqual({ version: 1, document });
    await desk.restart();
    expect((await owner.get('/api/preferences')).body).toEqual({ version: 1, document });
    const next = await owner.ask('PUT', '/api/preferences', { version: 1, document: { look: 'dark' } });
    expect(next.body).toEqual({ version: 2, document: { look: 'dark' } });
  });

  it('is not overwritten by a console that did not see the last write, also when both write at once', async () => {
    const { version } = (await owner.get('/api/preferences')).body;
    const writes = ['a', 'b', 'c'].map((name) =>
      owner.ask('PUT', '/api/preferences', { version, document: { name } }),
    );
    const replies = await Promise.all(writes);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409]);
    const refused = replies.find((reply) => reply.status === 409);
    expect(refused?.body.code).toBe('stale-version');
    const won = replies.find((reply) => reply.status === 200)?.body;
    expect((await owner.get('/api/preferences')).body).toEqual(won);
  });

  it('has a size, and needs somebody who is signed in', async () => {
    const { version } = (await owner.get('/api/preferences')).body;
    const long = { note: '₹'.repeat(PREFERENCES_MAX_BYTES / 3) };
    const refused = await owner.ask('PUT', '/api/preferences', { version, document: long });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ path: '/document', code: 'too-large' }]);
    expect((await fetch(`${desk.url}/api/preferences`)).status).toBe(401);
    expect((await owner.get('/api/preferences')).body.version).toBe(version);
  });
});
