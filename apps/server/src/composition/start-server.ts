/**
 * One running desk: from the settings to a server that listens, and back to nothing.
 *
 * Decides: the order of the start and of the end. It listens early, so that a person sees what is awaited; commands are
 * taken once the journal is replayed. At the end nothing new is taken, what runs is finished, the journal is flushed.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Container } from 'inversify';
import { checkAddressesAtLogin } from '../accounts/address-checks.ts';
import { loadSandboxFace } from '../brokers/broker-packages.ts';
import { joinSandbox, startOwnSandbox } from '../brokers/sandbox.ts';
import { createContainer, type Ground } from './container.ts';
import { FirstReads } from './first-reads.ts';
import * as names from './identifiers.ts';

/** A server that listens. */
export interface RunningServer {
  /** Where the console is. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the instrument lists that somebody waits for were read once, or when that takes too long. */
  readonly instrumentsRead: Promise<void>;
  close(): Promise<void>;
}

/** How long requests that run may take to their end when the server closes. */
const DRAIN_MS = 8_000;
/** Longer than browsers (five minutes) and proxies keep an idle connection: they close it first, so that no press meets a closing one. */
const KEEP_ALIVE_MS = 330_000;

/** Starts everything; resolves when commands are taken. Rejects, with everything closed, when it cannot. */
export async function startServer(ground: Ground): Promise<RunningServer> {
  const container = await createContainer(ground);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, container.get(names.APP));
  const close = closer(container, server);
  try {
    await container.get(names.PEOPLE).load();
    container.get(names.SOCKET).attach(server);
    await listen(server, ground.config.host, ground.config.port);
    const address = container.get(names.ADDRESS);
    address.listensOn((server.address() as AddressInfo).port);
    ground.log.info({ url: address.publicUrl() }, 'Listening');
    const firstReads = await openDesk(container, ground);
    const instrumentsRead = readOnce(container, firstReads);
    return { url: address.publicUrl(), port: address.port(), instrumentsRead, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Brokers, instruments and books, in this order. */
async function openDesk(container: Container, { config, log }: Ground): Promise<FirstReads> {
  const phase = container.get(names.PHASE);
  const desk = container.get(names.DESK);
  const brokers = container.get(names.BROKERS);
  const instruments = container.get(names.INSTRUMENTS);
  const firstReads = new FirstReads(container.get(names.CLOCK), desk.accounts);
  brokers.gateWith(({ id, environment }) => {
    const { loader, familiar, catalog } = instruments[environment];
    return {
      ready: (signal) => loader.ready(signal, id),
      isLoaded: () => loader.knows(id),
      isFamiliar: () => familiar.covers(),
      knows: (key) => catalog.byListingKey(id, key) !== undefined,
    };
  });
  for (const installed of container.get(names.INSTALLED)) brokers.add(installed, 'live');
  if (config.sandbox) {
    phase.note('The sandbox is starting.');
    try {
      await openSandbox(container);
      void instruments.sandbox.loader.startAfter(firstReads.over);
    } catch (error) {
      // Live money must not wait for a toy: the desk opens without it and says so.
      log.error({ err: error }, 'The sandbox could not be started');
      container.get(names.SANDBOX).fail();
    }
  }
  phase.note('The journal is read.');
  instruments.live.familiar.follow(desk);
  instruments.sandbox.familiar.follow(desk);
  checkAddressesAtLogin(desk);
  await desk.open();
  container.get(names.HEAD_NOTES).start();
  if (desk.accounts.all().some((account) => account.environment === 'live')) {
    void instruments.live.loader.startAfter(firstReads.over);
  }
  firstReads.watch(instruments.live.familiar.covers() && instruments.sandbox.familiar.covers());
  container.get(names.SOCKET).start();
  phase.open();
  return firstReads;
}

/** How long a person who starts the desk waits for the lists at most. */
const LISTS_WITHIN_MS = 90_000;

async function readOnce(container: Container, firstReads: FirstReads): Promise<void> {
  const { live, sandbox } = container.get(names.INSTRUMENTS);
  const patience = new AbortController();
  await firstReads.settled;
  if (firstReads.postponesLists) return;
  await Promise.race([
    Promise.all([live.loader.triedOnce(), sandbox.loader.triedOnce()]),
    setTimeout(LISTS_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
}

async function openSandbox(container: Container): Promise<void> {
  const config = container.get(names.CONFIG);
  const installed = container.get(names.INSTALLED);
  const brokers = container.get(names.BROKERS);
  const sandbox =
    config.sandboxUrl === undefined
      ? await startOwnSandbox({
          brokers: installed,
          dataDir: config.dataDir,
          publicUrl: container.get(names.ADDRESS).publicUrl(),
          unlimitedRates: config.sandboxUnlimitedRates,
          log: container.get(names.LOG),
        })
      : await joinSandbox(config.sandboxUrl, container.get(names.ADDRESS).publicUrl());
  const time = container.get(names.SANDBOX_TIME);
  await time.follow(sandbox.places.control);
  time.onChange(() => {
    container.get(names.INSTRUMENTS).sandbox.loader.checkDay();
    container.get(names.DESK).timeChanged();
  });
  container.get(names.SANDBOX).set(sandbox);
  for (const each of installed) {
    const face = sandbox.places.faces[each.brokerPackage.id];
    if (face === undefined) continue;
    const { endpoints } = await loadSandboxFace(each.packageName);
    brokers.add(each, 'sandbox', {
      endpoints: endpoints(face),
      absenceAfterMs: config.absenceAfterMs,
      unlimitedRates: config.sandboxUnlimitedRates,
    });
  }
}

/** Closes in the reverse order, once, and goes on when a part of it fails. */
function closer(container: Container, server: Server): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const log = container.get(names.LOG);
    const { live, sandbox } = container.get(names.INSTRUMENTS);
    container.get(names.PHASE).close();
    const steps: readonly (() => Promise<void>)[] = [
      () => stopListening(server, () => container.get(names.SOCKET).close()),
      async () => {
        live.loader.close();
        sandbox.loader.close();
      },
      async () => container.get(names.SANDBOX_TIME).close(),
      async () => container.get(names.PEOPLE).stop(),
      () => container.get(names.DESK).close(),
      async () => container.get(names.HEAD_NOTES).close(),
      () => container.get(names.BROKERS).close(),
      () => container.get(names.PERSISTENCE).close(),
      () => container.get(names.SANDBOX).close(),
    ];
    for (const step of steps) {
      await step().catch((error: unknown) => log.error({ err: error }, 'A part could not be closed'));
    }
  };
  return () => {
    closing ??= run();
    return closing;
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** Ends sockets and idle connections at once; requests that run are waited for. */
async function stopListening(server: Server, closeSockets: () => Promise<void>): Promise<void> {
  if (!server.listening) return closeSockets();
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const force = globalThis.setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closeSockets();
  if (server.listening) server.close();
  server.closeIdleConnections();
  await closed;
  clearTimeout(force);
}
