import { TradingError, type UserId } from '@copydesk/core';

/** A user's document, and how often it was written; version 0 is nothing yet. */
export interface KeptPreferences {
  readonly version: number;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Where preferences are kept. The desk does not need them: a port of this server, not of the core. */
export interface PreferencesPort {
  find(userId: UserId): Promise<KeptPreferences | undefined>;
  /** Writes the version after `read` in one step; false when somebody else wrote since. */
  replace(userId: UserId, read: number, document: KeptPreferences['document']): Promise<boolean>;
}

/** What users set up for the console. Two consoles of one user never overwrite what the other one has not seen. */
export class PreferencesStore {
  readonly #port: PreferencesPort;

  constructor(port: PreferencesPort) {
    this.#port = port;
  }

  async of(userId: UserId): Promise<KeptPreferences> {
    return (await this.#port.find(userId)) ?? { version: 0, document: {} };
  }

  /** Throws `stale-version` when `read` is not the last version. */
  async save(userId: UserId, read: number, document: KeptPreferences['document']): Promise<KeptPreferences> {
    if (await this.#port.replace(userId, read, document)) return { version: read + 1, document };
    const { version } = await this.of(userId);
    throw new TradingError('stale-version', { read, current: version });
  }
}
