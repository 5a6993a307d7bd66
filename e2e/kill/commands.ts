/**
 * What was asked of the desk, and what it answered.
 *
 * A command whose answer was lost with the server is asked again after the restart, under the same key: the desk must
 * do it once, whether the first one arrived or not.
 */
import type { DeskApi, Reply } from './desk-api.ts';

export type CommandKind = 'place' | 'exit' | 'modify' | 'cancel';

export interface Command {
  readonly key: string;
  readonly kind: CommandKind;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** The order that it changes. */
  readonly target: string | undefined;
  reply: Reply | undefined;
}

export class Commands {
  readonly #prefix: string;
  readonly #all: Command[] = [];
  #next = 1;

  /** Keys begin with `prefix`, so that those of two desks never meet. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get all(): readonly Command[] {
    return this.#all;
  }

  place(body: Readonly<Record<string, unknown>>): Command {
    const key = this.#key();
    // The note comes back with the order: an order without a command of ours would show.
    return this.#add({
      key,
      kind: 'place',
      method: 'POST',
      path: '/api/orders',
      body: { ...body, tag: key },
      target: undefined,
    });
  }

  exit(body: Readonly<Record<string, unknown>>): Command {
    const path = '/api/positions/exit';
    return this.#add({ key: this.#key(), kind: 'exit', method: 'POST', path, body, target: undefined });
  }

  modify(target: string, body: Readonly<Record<string, unknown>>): Command {
    const path = `/api/orders/${target}`;
    return this.#add({ key: this.#key(), kind: 'modify', method: 'PATCH', path, body, target });
  }

  cancel(target: string): Command {
    const path = `/api/orders/${target}`;
    return this.#add({ key: this.#key(), kind: 'cancel', method: 'DELETE', path, body: undefined, target });
  }

  /** Sends it and keeps the answer, if one comes. */
  async send(desk: DeskApi, command: Command): Promise<void> {
    const reply = await desk.ask(command.method, command.path, command.body, command.key);
    // "Not ready" and "the journal is gone" are no outcome: the same key may try again.
    if (reply !== undefined && reply.status < 500) command.reply = reply;
  }

  /** Those whose answer was lost. */
  unanswered(): readonly Command[] {
    return this.#all.filter((command) => command.reply === undefined);
  }

  #key(): string {
    const key = `${this.#prefix}-${this.#next}`;
    this.#next += 1;
    return key;
  }

  #add(command: Omit<Command, 'reply'>): Command {
    const added: Command = { ...command, reply: undefined };
    this.#all.push(added);
    return added;
  }
}

/** The id of the order that an accepted command made. */
export function orderIdOf(command: Command): string | undefined {
  const { reply, kind } = command;
  if (reply?.status !== 202 || (kind !== 'place' && kind !== 'exit')) return undefined;
  return (reply.body as { readonly id: string }).id;
}
