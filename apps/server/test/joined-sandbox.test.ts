/** A desk beside a sandbox that runs already, as `npm run sandbox` leaves one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SpawnedSandbox, spawnSandbox } from '@copydesk/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandboxEntryOf } from '../src/brokers/broker-packages.ts';
import { ownerOf, startDesk, type TestDesk } from './running-desk.ts';

let dataDir: string;
let sandbox: SpawnedSandbox;
let desk: TestDesk;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'copydesk-joined-'));
  sandbox = await spawnSandbox({
    faces: ['@copydesk/adapter-zerodha', '@copydesk/adapter-upstox'].map(sandboxEntryOf),
    from: import.meta.url,
    dataDir,
    // Nobody is there: the desk that joins says where it is.
    publicUrl: 'http://localhost:1',
    onLog: () => undefined,
  });
  desk = await startDesk({ SANDBOX: 'on', SANDBOX_URL: sandbox.control });
}, 60_000);
afterAll(async () => {
  await desk?.close();
  await sandbox?.close();
  await rm(dataDir, { recursive: true, force: true });
});

it('tells the sandbox where it is, so that login pages lead back to it', async () => {
  const owner = await ownerOf(desk);
  expect((await owner.get('/api/sandbox')).body.control).toBe(sandbox.control);
  await owner.post('/api/sandbox/desk');
  const { url } = (await owner.post('/api/accounts/MASTER%3Ak2/login')).body;
  const page = await fetch(url);
  const html = await page.text();
  const [, action = '', inside = ''] =
    /<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/.exec(html) ?? [];
  const fields = [...inside.matchAll(/<(?:input|button)[^>]*?name="([^"]*)"[^>]*?value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  const answer = await fetch(new URL(action.replaceAll('&amp;', '&'), page.url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  });
  expect(answer.headers.get('location')).toContain(`${desk.url}/api/zerodha-sandbox/auth?`);
}, 60_000);
