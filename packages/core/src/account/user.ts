import type { Instant } from '../ports/clock.ts';
import type { UserId } from './account.ts';

/** A person who signs in and owns accounts. */
export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly createdAt: Instant;
}
