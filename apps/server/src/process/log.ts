import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/config.ts';

export type Log = Logger;

/** Fields whose values never reach a log, wherever they stand in the first three levels of an object. */
const SECRET_FIELDS = [
  'accessToken',
  'access_token',
  'apiKey',
  'apiSecret',
  'api_key',
  'api_secret',
  'authorization',
  'body',
  'cookie',
  'credentials',
  'headers',
  'password',
  'passwordHash',
  'secret',
  'secretHash',
  'secretKey',
  'session',
  'state',
  'token',
] as const;

/** The process's log: JSON lines on standard error, secrets replaced. Standard output belongs to the person who starts it. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = { level, redact: { paths, censor: '[secret]' }, base: null };
  return pino(options, destination ?? pino.destination({ fd: 2, sync: true }));
}
