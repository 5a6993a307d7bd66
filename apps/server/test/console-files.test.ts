import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveConsole } from '../src/http/console-files.ts';

let place: string;
let dist: string;
let server: Server;
let url: string;
beforeAll(async () => {
  // Under a dot directory, as in a clone below ~/.local: file servers hide such paths unless told better.
  place = await mkdtemp(join(tmpdir(), '.copydesk-console-'));
  dist = join(place, '.dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Copydesk</title>');
  await writeFile(join(dist, 'favicon.svg'), '<svg/>');
  await writeFile(join(dist, 'assets', 'app-3f2a.js'), 'export {};');
  const app = express();
  serveConsole(app, dist);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(place, { recursive: true });
});

const HTML = { headers: { accept: 'text/html' } };

it('gives the one page for every address of the console, never from a cache', async () => {
  for (const path of ['/', '/accounts?login=done', '/orders/01M8', '/apiary']) {
    const reply = await fetch(url + path, HTML);
    expect([path, reply.status, reply.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
    expect(await reply.text()).toContain('<title>Copydesk</title>');
  }
});

it('gives files as they are, hashed ones for ever', async () => {
  const script = await fetch(`${url}/assets/app-3f2a.js`);
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect((await fetch(`${url}/favicon.svg`)).headers.get('content-type')).toContain('svg');
});

it('gives no page where a program or a file was meant', async () => {
  for (const path of ['/api/nothing', '/api', '/assets/gone.js', '/socket.io/x']) {
    expect([path, (await fetch(url + path, HTML)).status]).toEqual([path, 404]);
  }
  expect((await fetch(`${url}/accounts`, { headers: { accept: 'application/json' } })).status).toBe(404);
  expect(await (await fetch(`${url}/..%2f..%2f..%2fetc%2fpasswd`)).text()).not.toContain('root:');
});
