import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnSandbox } from '@copydesk/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const FACE = new URL('./tiny-face.ts', import.meta.url).href;
const PARENT = fileURLToPath(new URL('./parent-process.ts', import.meta.url));
const quiet = { from: import.meta.url, onLog: () => {} };
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'copydesk-sandbox-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    // A killed process that nobody has waited for yet is a zombie, and dead enough.
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .startsWith('Z');
  } catch {
    return false;
  }
}

async function until(test: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!test()) {
    if (performance.now() > deadline) throw new Error('It did not happen within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the sandbox as a process', () => {
  it('starts from source over the generated list, and says where it listens', async () => {
    const sandbox = await spawnSandbox({
      ...quiet,
      faces: [FACE],
      dataDir,
      unlimitedRates: true,
      still: true,
    });
    const state = (await (await fetch(sandbox.control)).json()) as Record<string, unknown>;
    expect(state).toMatchObject({ brokers: ['tiny'], rateLimits: 'lifted', market: { walking: false } });
    expect(state['instruments']).toBeGreaterThan(1_000);
    expect((await fetch(`${sandbox.faces['tiny']}/book`)).status).toBe(403);
    await sandbox.close();
    expect(await sandbox.exited).toBe(0);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('says what is wrong when it cannot start', async () => {
    await expect(spawnSandbox({ ...quiet, faces: [] })).rejects.toThrow(/at least one face/);
    const noFace = new URL('./listed-rows.ts', import.meta.url).href;
    await expect(spawnSandbox({ ...quiet, faces: [noFace] })).rejects.toThrow(/exports no sandboxFace/);
    await expect(spawnSandbox({ ...quiet, faces: ['@copydesk/nowhere'] })).rejects.toThrow(
      /@copydesk\/nowhere/,
    );
  });

  it('dies with a parent that is killed, and the next one takes over its state', async () => {
    const parent = spawn(process.execPath, ['--conditions=@copydesk/source', PARENT, FACE, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', resolve);
    });
    const { pid, control } = JSON.parse(line) as { pid: number; control: string };
    await fetch(`${control}/clients`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ broker: 'tiny', client: 'AB1234' }),
    });
    parent.kill('SIGKILL');
    const next = await spawnSandbox({ ...quiet, faces: [FACE], dataDir });
    await until(() => !isAlive(pid));
    const { items } = (await (await fetch(`${next.control}/clients`)).json()) as {
      items: { client: string }[];
    };
    expect(items.map(({ client }) => client)).toEqual(['AB1234']);
    await next.close();
  });
});
