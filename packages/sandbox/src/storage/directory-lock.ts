/**
 * One process per data directory.
 *
 * Decides: who holds it. The holder is named by process id and start time, so that a reused id is not mistaken for it;
 * a holder that is gone, or is only waiting to be buried, has lost it.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long a new process waits for its predecessor to die. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;

/** Holds a directory until released. */
export class DirectoryLock {
  readonly #path: string;
  readonly #mine: string;

  /** Takes the lock, waiting a little for a dying holder. Throws when a living process keeps it. */
  constructor(directory: string) {
    this.#path = join(directory, 'lock');
    this.#mine = `${process.pid} ${startOf(process.pid) ?? '?'}`;
    const own = join(directory, `lock.${process.pid}`);
    writeFileSync(own, this.#mine, { mode: 0o600 });
    try {
      for (let waited = 0; !this.#take(own); waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS) {
          throw new Error(
            `The sandbox's data directory ${directory} is in use by process ${this.#holder()}.`,
          );
        }
        pause(PAUSE_MS);
      }
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Gives it up. */
  release(): void {
    if (this.#holder() === this.#mine) rmSync(this.#path, { force: true });
  }

  #take(own: string): boolean {
    try {
      linkSync(own, this.#path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = this.#holder();
    if (holder === undefined || !isGone(holder)) return false;
    this.#clear(holder, own);
    return false;
  }

  /** Moves a dead holder's lock away; of several that try, one moves it and the others find nothing. */
  #clear(holder: string, own: string): void {
    const aside = `${own}.dead`;
    try {
      renameSync(this.#path, aside);
      // Somebody else took it between our look and our move: it is put back.
      if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, this.#path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }

  #holder(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch {
      return undefined;
    }
  }
}

function isGone(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = startOf(Number(pid));
  return start !== '?' && now !== start;
}

/** The start time of a process in the kernel's ticks; undefined where it cannot be told or the process is a zombie. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces: fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
