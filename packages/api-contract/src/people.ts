/** Setting up, signing in, API tokens. */
import * as z from 'zod/mini';
import { listOf, text, timestamp } from './primitives.ts';

const email = z.string().check(
  z.trim(),
  z.toLowerCase(),
  z.maxLength(254),
  z.refine((value) => /^[^\s@]+@[^\s@]+$/.test(value), {
    error: 'Needs an e-mail address.',
    params: { code: 'bad-format' },
  }),
);

/** The longest password that is hashed. */
const PASSWORD_MAX = 256;
export const PASSWORD_MIN = 10;

export const setupBody = z.strictObject({
  email,
  password: z.string().check(z.minLength(PASSWORD_MIN), z.maxLength(PASSWORD_MAX)),
  name: text(100),
});

/** Whether the first-run set-up is still to be done. */
export const setupView = z.object({ needed: z.boolean() });

export const signInBody = z.strictObject({
  email,
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_MAX)),
});

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  createdAt: timestamp,
});

export const session = z.object({
  user,
  /** How the caller got in. */
  by: z.enum(['session', 'token']),
  /** Null for a token without end. */
  expiresAt: z.nullable(timestamp),
});

export const tokenBody = z.strictObject({ name: text(100) });
export const token = z.object({ id: z.string(), name: z.string(), createdAt: timestamp });
/** The token itself is shown once, here. */
export const newToken = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: timestamp,
  token: z.string(),
});
export const tokens = listOf(token);

/** A browser in which the user is signed in. */
export const device = z.object({
  id: z.string(),
  /** Browser and system, as the browser named itself when it signed in. */
  name: z.string(),
  createdAt: timestamp,
  expiresAt: z.nullable(timestamp),
  /** The one that asks. */
  current: z.boolean(),
});
export const devices = listOf(device);

export type SetupBody = z.input<typeof setupBody>;
export type SignInBody = z.input<typeof signInBody>;
export type User = z.output<typeof user>;
export type Session = z.output<typeof session>;
export type Token = z.output<typeof token>;
export type NewToken = z.output<typeof newToken>;
export type Device = z.output<typeof device>;
