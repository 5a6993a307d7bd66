/**
 * The sandbox alone: `npm run sandbox`. It brings the faces of the packages in `BROKERS`. The first line on standard
 * output is the JSON of `GET /api/sandbox`; everything else goes to standard error.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '@copydesk/sandbox';
import { loadSandboxFace } from './brokers/broker-packages.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { createLog } from './process/log.ts';

const { values } = parseArgs({
  options: {
    /** Of the control; the faces follow on the next ones. */
    port: { type: 'string' },
    seed: { type: 'string' },
    /** A lower bound of the generated lists' size. */
    rows: { type: 'string' },
    'unlimited-rates': { type: 'boolean' },
  },
});

function wholeNumber(name: 'port' | 'seed' | 'rows'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new ConfigError([`--${name} needs a whole number`]);
  return Number(text);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const sandbox = await startSandbox({
    faces: await Promise.all(config.brokers.map(loadSandboxFace)),
    dataDir: join(config.dataDir, 'sandbox'),
    instruments: { kind: 'generated', rows: wholeNumber('rows') },
    port: wholeNumber('port'),
    seed: wholeNumber('seed'),
    unlimitedRates: values['unlimited-rates'],
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    log: (message, fields) => log.info({ ...fields }, message),
  });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdout.write(`${JSON.stringify({ faces: sandbox.faces, control: sandbox.control })}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
