/** Starts the sandbox as a child process that dies with its parent. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** How the child is started. */
export interface SpawnOptions {
  /** Modules that export `sandboxFace`: specifiers such as `@copydesk/adapter-zerodha/sandbox`, or `file:` addresses. */
  readonly faces: readonly string[];
  /** What specifiers are resolved against: `import.meta.url` of the caller. */
  readonly from: string;
  readonly dataDir?: string | undefined;
  readonly port?: number | undefined;
  readonly seed?: number | undefined;
  readonly publicUrl?: string | undefined;
  /** A lower bound of the generated list's size. */
  readonly rows?: number | undefined;
  readonly kiteDumps?: readonly string[] | undefined;
  readonly upstoxDumps?: readonly string[] | undefined;
  readonly unlimitedRates?: boolean | undefined;
  readonly processingDelayMs?: number | undefined;
  readonly stepMs?: number | undefined;
  /** Prices are held still from the start. */
  readonly still?: boolean | undefined;
  /** Receives the child's log lines; default: they are passed on to standard error. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/** A sandbox in its own process. */
export interface SpawnedSandbox {
  readonly faces: Readonly<Record<string, string>>;
  readonly control: string;
  readonly pid: number;
  /** Resolves with the exit code when the child is gone, for whatever reason. */
  readonly exited: Promise<number | null>;
  /** Asks it to end and waits until it has. */
  close(): Promise<void>;
}

/** How many of the child's last log lines an error quotes. */
const QUOTED_LINES = 20;
/** How long an ending child is waited for before it is killed. */
const ENDING_MS = 5_000;
/** Started from source, this module is TypeScript and so is the child. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** Starts the child and waits for its first line. Rejects, with the child's last log lines, when it ends before that. */
export async function spawnSandbox(options: SpawnOptions): Promise<SpawnedSandbox> {
  const main = fileURLToPath(new URL(FROM_SOURCE ? '../main.ts' : '../main.js', import.meta.url));
  const flags = FROM_SOURCE ? ['--conditions=@copydesk/source'] : [];
  const child = spawn(process.execPath, [...flags, main, '--exit-with-parent', ...argumentsOf(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  const onLog = options.onLog ?? ((line: string) => void process.stderr.write(`${line}\n`));
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > QUOTED_LINES) tail.shift();
    onLog(line);
  });
  // The child may end while a signal is on its way to it.
  child.stdin.on('error', () => {});
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const first = await Promise.race([firstLine(child.stdout), exited.then(() => undefined)]);
  if (first === undefined) throw new Error(`The sandbox did not start:\n${tail.join('\n')}`);
  const { faces, control } = JSON.parse(first) as Pick<SpawnedSandbox, 'faces' | 'control'>;
  const close = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS);
    await exited;
    clearTimeout(timer);
  };
  return { faces, control, pid: child.pid ?? 0, exited, close };
}

function firstLine(output: Readable): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: output });
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
}

function argumentsOf(options: SpawnOptions): string[] {
  const given: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ...options.faces.map((face) => ['--face', face] as const),
    ['--from', options.from],
    ['--data-dir', options.dataDir],
    ['--port', options.port],
    ['--seed', options.seed],
    ['--public-url', options.publicUrl],
    ['--rows', options.rows],
    ...(options.kiteDumps ?? []).map((path) => ['--kite-dump', path] as const),
    ...(options.upstoxDumps ?? []).map((path) => ['--upstox-dump', path] as const),
    ['--processing-delay-ms', options.processingDelayMs],
    ['--step-ms', options.stepMs],
  ];
  const switches = [
    ...(options.unlimitedRates === true ? ['--unlimited-rates'] : []),
    ...(options.still === true ? ['--still'] : []),
  ];
  return [
    ...given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...switches,
  ];
}
