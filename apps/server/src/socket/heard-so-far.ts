/**
 * Whether a listener has heard what it was told.
 *
 * Decides: when it is told more. That a connection takes bytes says little, for the machines on the way keep megabytes: whoever is told
 * more then hears ever older prices, and the beat behind them late. So the connection's own heartbeat goes behind each part, as any
 * engine.io client answers it (protocol 4), and its answer says that everything before was heard.
 */

/** What this needs of a connection. */
export interface BeatingConnection {
  readonly transport: { readonly writable: boolean };
  sendPacket(type: 'ping'): void;
  on(event: 'heartbeat', heard: () => void): unknown;
}

export class HeardSoFar {
  readonly #connection: BeatingConnection;
  #isAsked = false;

  constructor(connection: BeatingConnection) {
    this.#connection = connection;
    connection.on('heartbeat', () => {
      this.#isAsked = false;
    });
  }

  /** It has heard everything that it was told. */
  get isAll(): boolean {
    return !this.#isAsked && this.#connection.transport.writable;
  }

  /** It was told a part just now. */
  ask(): void {
    this.#isAsked = true;
    this.#connection.sendPacket('ping');
  }
}
