/** A host that starts a sandbox and is then killed by its test. */
import { spawnSandbox } from '@copydesk/sandbox';

const [, , face = '', dataDir] = process.argv;
const sandbox = await spawnSandbox({ faces: [face], from: import.meta.url, dataDir, onLog: () => {} });
process.stdout.write(`${JSON.stringify({ pid: sandbox.pid, control: sandbox.control })}\n`);
