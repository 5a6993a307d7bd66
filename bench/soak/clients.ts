/** The screens of the soak: socket clients that listen to every instrument and count. Reads what to do from standard input, prints what was heard. */
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';

interface Asked {
  readonly url: string;
  readonly token: string;
  readonly tokens: readonly string[];
  readonly clients: number;
  readonly minutes: number;
}

/** What all clients heard together. Times in milliseconds. */
export interface Heard {
  readonly perSecond: number;
  readonly instruments: number;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

const asked = JSON.parse(await text(process.stdin)) as Asked;
let messages = 0;
const instruments = new Set<string>();
/** Beats carry the server's time, and wait behind the prices of the same connection. */
const delays: number[] = [];

const sockets = Array.from({ length: asked.clients }, () => {
  const socket = io(asked.url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: asked.token, environment: 'sandbox' },
  });
  socket.on('marketData', ({ instrument_id }: { readonly instrument_id: string }) => {
    messages += 1;
    instruments.add(instrument_id);
  });
  socket.on('beat', ({ epochMs }: { readonly epochMs: number }) => delays.push(Date.now() - epochMs));
  socket.on('connect', () => socket.emit('subscribe', asked.tokens));
  return socket;
});

const startedMs = performance.now();
await pause(asked.minutes * 60_000);
const seconds = (performance.now() - startedMs) / 1_000;
for (const socket of sockets) socket.disconnect();
delays.sort((one, other) => one - other);
const at = (share: number): number =>
  delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0;
const heard: Heard = {
  perSecond: Math.round(messages / seconds),
  instruments: instruments.size,
  median: at(0.5),
  p99: at(0.99),
  most: at(1),
};
process.stdout.write(JSON.stringify(heard));
