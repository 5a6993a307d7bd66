/** What `main.ts` runs. Standard output is for the person who started it, standard error for the log. */
import { flushCompileCache } from 'node:module';
import type { InstrumentLoad } from '@copydesk/api-contract';
import { TradingError } from '@copydesk/core';
import type { Broker } from './brokers/broker-registry.ts';
import { startServer } from './composition/start-server.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { endingOf } from './process/ending.ts';
import { createLog } from './process/log.ts';
import { machineClock } from './process/machine-clock.ts';

/** Every quarter of a list is said, and its end. */
function progressLines(): (broker: Broker, load: InstrumentLoad) => void {
  const said = new Map<string, string>();
  return (broker, load) => {
    const quarter = Math.floor((load.progress ?? 0) * 4) * 25;
    const line =
      load.state === 'loading'
        ? `reading, ${quarter}%`
        : load.state === 'loaded'
          ? `${load.rows} instruments`
          : load.state === 'failed'
            ? `not loaded: ${load.problem ?? ''} It is tried again.`
            : '';
    if (line === '' || said.get(broker.id) === line) return;
    said.set(broker.id, line);
    process.stdout.write(`Instruments of ${broker.id}: ${line}\n`);
  };
}

/** Why it does not start, for the person who started it: what can be acted on without the place in the code. */
function wordsOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (TradingError.is(error)) {
    const facts = Object.entries(error.facts).map(([name, value]) => `${name}: ${String(value)}`);
    return [error.message, ...facts].join('\n  ');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  process.stdout.write('Copydesk is starting.\n');
  const server = await startServer({ config, log, onProgress: progressLines() });
  let ending = false;
  const close = endingOf({
    close: () => server.close(),
    exit: (code) => process.exit(code),
    clock: machineClock,
  });
  const end = (signal: NodeJS.Signals): void => {
    ending = true;
    log.info({ signal }, 'Closing');
    close();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  await server.instrumentsRead;
  // A process that is killed never comes to write it at its end.
  flushCompileCache();
  if (!ending) process.stdout.write(`Copydesk is ready: open ${server.url}\n`);
}

// A state that nobody foresaw must not go on trading: the journal knows what was sent, and a restart settles it.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exit(1);
}
