import type { Config } from '../config/config.ts';
import type { ServerAddress } from '../http/origin-rule.ts';

/** Where the server is reached. With port 0 the port is known once it listens. */
export class ListeningAddress implements ServerAddress {
  readonly host: string;
  readonly #publicUrl: string | undefined;
  #port: number;

  constructor({ host, port, publicUrl }: Pick<Config, 'host' | 'port' | 'publicUrl'>) {
    this.host = host;
    this.#port = port;
    this.#publicUrl = publicUrl;
  }

  listensOn(port: number): void {
    this.#port = port;
  }

  port(): number {
    return this.#port;
  }

  publicUrl(): string {
    return this.#publicUrl ?? `http://localhost:${this.#port}`;
  }
}
