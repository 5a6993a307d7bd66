/** A sandbox in a process of its own, over the ten rows of the fixture: what the persistence tests kill. */
import { startSandbox } from '@copydesk/sandbox';
import { rows } from './listed-rows.ts';
import { sandboxFace } from './tiny-face.ts';

const dataDir = process.argv[2];
const sandbox = await startSandbox({
  faces: [sandboxFace],
  dataDir,
  instruments: { kind: 'rows', rows: () => rows('2099-12-29') },
  market: { walking: false },
  processingDelayMs: Number(process.argv[3] ?? 0),
});
process.stdout.write(`${JSON.stringify({ faces: sandbox.faces, control: sandbox.control })}\n`);
