/**
 * What a run started and must not leave behind: processes and folders.
 *
 * Whatever ends the run (its end, a failure, SIGINT, SIGTERM), every process that is still there is killed, and every
 * folder that nobody asked to keep is removed.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export class Leftovers {
  readonly #children = new Set<ChildProcess>();
  readonly #folders = new Set<string>();
  readonly #root: string;

  constructor(root: string = tmpdir()) {
    this.#root = root;
  }

  /** Notes a process until it has ended. */
  add(child: ChildProcess): void {
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
  }

  /** A folder that is removed at the end. */
  folder(): string {
    const made = mkdtempSync(path.join(this.#root, 'copydesk-kill-'));
    this.#folders.add(made);
    return made;
  }

  /** Leaves a folder where it is: it is the evidence. */
  keep(folder: string): void {
    this.#folders.delete(folder);
  }

  /** Removes a folder now; what used it must have ended. */
  remove(folder: string): void {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    this.#folders.delete(folder);
  }

  /** Kills and removes everything, at once and without waiting: this may be the last thing that the process does. */
  clear(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const folder of [...this.#folders]) this.remove(folder);
  }
}
