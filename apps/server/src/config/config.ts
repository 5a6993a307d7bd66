/**
 * What the environment says. Every variable is read strictly: a wrong one stops the start, named, its value unsaid.
 */
import { resolve } from 'node:path';
import * as z from 'zod';

/** The settings of one process. */
export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined: the embedded file database under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Without a slash at the end; undefined: `http://localhost:<port that listens>`. */
  readonly publicUrl: string | undefined;
  readonly secretKey: string | undefined;
  readonly secretKeyFile: string | undefined;
  /** Adapter packages, by the names under which they are installed. */
  readonly brokers: readonly string[];
  readonly sandbox: boolean;
  /** The control address of a sandbox that runs already. */
  readonly sandboxUrl: string | undefined;
  /** Sandbox brokers only. */
  readonly absenceAfterMs: number | undefined;
  /** Sandbox brokers only (bench): the rate windows of venue and lanes are lifted. */
  readonly sandboxUnlimitedRates: boolean;
  /** A JSON file with hours and holidays of live accounts; undefined: what comes along. Absolute. */
  readonly marketCalendar: string | undefined;
  /** Whether the desk closes product `I` before the brokers do. */
  readonly closeIntraday: boolean;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A start that the environment makes impossible, in words for the person who starts it. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The environment cannot be used:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const DEFAULT_BROKERS = '@copydesk/adapter-zerodha,@copydesk/adapter-upstox';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'needs a whole number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'is at most 65535');

const httpUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'needs an http(s) address',
  )
  .transform((value) => value.replace(/\/+$/, ''));

const packageName = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/;

const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1, 'is empty').default('127.0.0.1'),
  DATA_DIR: z.string().min(1, 'is empty').default('./data'),
  DATABASE_URL: z
    .string()
    .refine((value) => /^(?:postgres(?:ql)?|file):/.test(value), 'needs a postgresql: or file: address')
    .optional(),
  PUBLIC_URL: httpUrl.refine((value) => new URL(value).pathname === '/', 'takes no path').optional(),
  SECRET_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  SECRET_KEY_FILE: z.string().min(1, 'is empty').optional(),
  BROKERS: z
    .string()
    .default(DEFAULT_BROKERS)
    .transform((value) => value.split(',').map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => packageName.test(name)),
      'needs package names, separated by commas',
    )
    .refine((names) => new Set(names).size === names.length, 'names a package twice'),
  SANDBOX: z.enum(['on', 'off'], 'is on or off').default('on'),
  SANDBOX_URL: httpUrl.optional(),
  SANDBOX_UNLIMITED_RATES: z.enum(['on', 'off'], 'is on or off').default('off'),
  ABSENCE_AFTER_MS: z
    .string()
    .regex(/^\d{1,9}$/, 'needs milliseconds')
    .transform(Number)
    .optional(),
  MARKET_CALENDAR: z.string().min(1, 'is empty').optional(),
  CLOSE_INTRADAY: z.enum(['on', 'off'], 'is on or off').default('on'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

/** Reads the settings. An empty variable counts as unset. Throws a `ConfigError` that names every wrong variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(environment.shape).flatMap((name) => {
      const value = env[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const read = parsed.data;
  if (read.SECRET_KEY !== undefined && read.SECRET_KEY_FILE !== undefined) {
    throw new ConfigError(['SECRET_KEY and SECRET_KEY_FILE exclude each other']);
  }
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: resolve(read.DATA_DIR),
    databaseUrl: read.DATABASE_URL,
    publicUrl: read.PUBLIC_URL,
    secretKey: read.SECRET_KEY,
    secretKeyFile: read.SECRET_KEY_FILE,
    brokers: read.BROKERS,
    sandbox: read.SANDBOX === 'on',
    sandboxUrl: read.SANDBOX_URL,
    absenceAfterMs: read.ABSENCE_AFTER_MS,
    sandboxUnlimitedRates: read.SANDBOX_UNLIMITED_RATES === 'on',
    marketCalendar: read.MARKET_CALENDAR === undefined ? undefined : resolve(read.MARKET_CALENDAR),
    closeIntraday: read.CLOSE_INTRADAY === 'on',
    logLevel: read.LOG_LEVEL,
  };
}

/** Whether a server on this host can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
