/**
 * Lets one piece of work at a time at a database connection.
 *
 * The SQLite adapter has one connection, and what runs beside an open transaction runs inside it: a write that was
 * acknowledged could be rolled back with somebody else's. So nothing runs beside anything. It also keeps the order in
 * which writes were asked for.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after everything that asked before, whatever became of that. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
