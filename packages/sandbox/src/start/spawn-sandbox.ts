/** Starts the sandbox as a child process that dies with its parent. */

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

/** Starts the child and waits for its first line. Rejects, with the child's last log lines, when it ends before that. */
export function spawnSandbox(options: SpawnOptions): Promise<SpawnedSandbox> {
  return Promise.reject(new Error(`The sandbox of ${options.faces.length} faces is not built yet.`));
}
