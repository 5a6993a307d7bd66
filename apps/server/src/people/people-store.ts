/**
 * People, their browser sessions and API tokens, in memory.
 *
 * Decides: who a request comes from. Only hashes of cookies and tokens are kept; the secret itself is handed out once.
 * The repositories are read at start and written behind; no request waits for them to find out who asks.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  type AccessRepository,
  type CancelTimer,
  type Clock,
  type IdSource,
  type Instant,
  instantOf,
  type StoredAccess,
  type StoredUser,
  type User,
  type UserId,
  type UserRepository,
} from '@copydesk/core';
import { HttpError } from '../http/http-error.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { checkPassword, hashPassword } from './passwords.ts';

/** How long a browser stays signed in. */
export const SESSION_MS = 14 * 24 * 3_600_000;

/** Of one person from one address. */
const FAILURES_HERE = 5;
/** Of one person from anywhere: far more, so that a stranger cannot lock the owner out with five wrong guesses. */
const FAILURES_PER_EMAIL = 50;
const FAILURES_PER_ADDRESS = 30;
/** How often what is over is forgotten. */
const SWEEP_MS = 3_600_000;

/** Who asks, and how they proved it. */
export interface Caller {
  readonly user: User;
  readonly access: StoredAccess;
}

/** A way in with the secret that opens it, shown once. */
export interface NewAccess {
  readonly caller: Caller;
  readonly secret: string;
}

export class PeopleStore {
  readonly #users: UserRepository;
  readonly #access: AccessRepository;
  readonly #clock: Clock;
  readonly #ids: IdSource;
  readonly #byId = new Map<UserId, StoredUser>();
  readonly #byEmail = new Map<string, StoredUser>();
  readonly #byHash = new Map<string, StoredAccess>();
  readonly #here: AttemptLimit;
  readonly #emails: AttemptLimit;
  readonly #addresses: AttemptLimit;
  #settingUp = false;
  #sweep: CancelTimer | undefined;

  constructor(parts: {
    readonly users: UserRepository;
    readonly access: AccessRepository;
    readonly clock: Clock;
    readonly ids: IdSource;
  }) {
    this.#users = parts.users;
    this.#access = parts.access;
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#here = new AttemptLimit(FAILURES_HERE, () => parts.clock.monotonicMs());
    this.#emails = new AttemptLimit(FAILURES_PER_EMAIL, () => parts.clock.monotonicMs());
    this.#addresses = new AttemptLimit(FAILURES_PER_ADDRESS, () => parts.clock.monotonicMs());
  }

  /** Reads what is stored; what is over is forgotten, now and every hour until `stop`. */
  async load(): Promise<void> {
    this.#scheduleSweep();
    for (const user of await this.#users.all()) this.#remember(user);
    for (const access of await this.#access.all()) {
      if (this.#isOver(access) || !this.#byId.has(access.userId)) await this.#access.remove(access.id);
      else this.#byHash.set(access.secretHash, access);
    }
  }

  /** Ends the sweeping. */
  stop(): void {
    this.#sweep?.();
  }

  /** Whether the first-run set-up is still to be done. */
  get needsSetup(): boolean {
    return this.#byId.size === 0 && !this.#settingUp;
  }

  /** Makes the owner and signs in. Throws `setup-done` when there is one, or one is being made. */
  async setUp(
    person: { email: string; password: string; name: string },
    device = 'Browser',
  ): Promise<NewAccess> {
    if (!this.needsSetup) throw new HttpError('setup-done');
    this.#settingUp = true;
    try {
      const user: StoredUser = {
        id: `usr-${this.#ids.next()}` as UserId,
        email: person.email,
        name: person.name,
        createdAt: this.#clock.now(),
        passwordHash: await hashPassword(person.password),
      };
      await this.#users.save(user);
      this.#remember(user);
      return await this.#open(user, 'session', device);
    } finally {
      this.#settingUp = false;
    }
  }

  /** Signs in. Throws `sign-in-failed`, the same for an unknown e-mail, or `too-many-attempts`. */
  async signIn(email: string, password: string, address: string, device = 'Browser'): Promise<NewAccess> {
    const limits = [
      [this.#here, `${email} ${address}`],
      [this.#emails, email],
      [this.#addresses, address],
    ] as const;
    const waitMs = Math.max(...limits.map(([limit, key]) => limit.waitMs(key)));
    if (waitMs > 0) throw new HttpError('too-many-attempts', { retryAfterMs: waitMs });
    // Counted before the slow check, so that a hundred at once are not a hundred tries.
    for (const [limit, key] of limits) limit.note(key);
    const user = this.#byEmail.get(email);
    const right = await checkPassword(password, user?.passwordHash);
    if (!right || user === undefined) throw new HttpError('sign-in-failed');
    for (const [limit, key] of limits) limit.clear(key);
    return await this.#open(user, 'session', device);
  }

  /** Ends one way in. */
  async close(access: StoredAccess): Promise<void> {
    this.#byHash.delete(access.secretHash);
    await this.#access.remove(access.id);
  }

  /** Makes an API token. */
  async makeToken(user: User, name: string): Promise<NewAccess> {
    const stored = this.#byId.get(user.id);
    if (stored === undefined) throw new HttpError('not-signed-in');
    return await this.#open(stored, 'token', name);
  }

  /** The browsers in which a user is signed in, oldest first. */
  sessionsOf(userId: UserId): readonly StoredAccess[] {
    return [...this.#byHash.values()].filter(
      (access) => access.userId === userId && access.kind === 'session' && !this.#isOver(access),
    );
  }

  /** Signs out a browser of the user. Throws `session-not-found`. */
  async endSession(userId: UserId, id: string): Promise<void> {
    const session = this.sessionsOf(userId).find((access) => access.id === id);
    if (session === undefined) throw new HttpError('session-not-found');
    await this.close(session);
  }

  /** The API tokens of a user, oldest first. */
  tokensOf(userId: UserId): readonly StoredAccess[] {
    return [...this.#byHash.values()].filter((access) => access.userId === userId && access.kind === 'token');
  }

  /** Ends an API token of the user. Throws `token-not-found`. */
  async removeToken(userId: UserId, id: string): Promise<void> {
    const token = this.tokensOf(userId).find((access) => access.id === id);
    if (token === undefined) throw new HttpError('token-not-found');
    await this.close(token);
  }

  /** Who holds this secret, or undefined. A browser's cookie is no API token, and the other way round. */
  callerOf(secret: string, kind: StoredAccess['kind']): Caller | undefined {
    const access = this.#byHash.get(hashOf(secret));
    if (access === undefined || access.kind !== kind || this.#isOver(access)) return undefined;
    const user = this.#byId.get(access.userId);
    return user === undefined ? undefined : { user, access };
  }

  /** Whether a way in is still open: a socket asks now and then. */
  isOpen(access: StoredAccess): boolean {
    return this.#byHash.get(access.secretHash) === access && !this.#isOver(access);
  }

  async #open(user: StoredUser, kind: StoredAccess['kind'], name: string): Promise<NewAccess> {
    const random = randomBytes(32).toString('base64url');
    const secret = kind === 'token' ? `cdk_${random}` : random;
    const now = this.#clock.now();
    const access: StoredAccess = {
      id: `${kind === 'token' ? 'tok' : 'ses'}-${this.#ids.next()}`,
      userId: user.id,
      kind,
      secretHash: hashOf(secret),
      name,
      createdAt: now,
      expiresAt: kind === 'session' ? instantOf(now + SESSION_MS) : undefined,
    };
    await this.#access.save(access);
    this.#byHash.set(access.secretHash, access);
    return { caller: { user, access }, secret };
  }

  #scheduleSweep(): void {
    this.#sweep = this.#clock.after(SWEEP_MS, () => {
      for (const access of [...this.#byHash.values()]) {
        // What cannot be removed now is removed at the next start; nobody gets in with it either way.
        if (this.#isOver(access)) this.close(access).catch(() => undefined);
      }
      this.#scheduleSweep();
    });
  }

  #remember(user: StoredUser): void {
    this.#byId.set(user.id, user);
    this.#byEmail.set(user.email, user);
  }

  #isOver(access: StoredAccess): boolean {
    const end: Instant | undefined = access.expiresAt;
    return end !== undefined && end <= this.#clock.now();
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
