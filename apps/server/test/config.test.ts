import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, readConfig } from '../src/config/config.ts';
import { deriveKey, loadSecretKey } from '../src/config/secret-key.ts';

describe('the environment', () => {
  it('has the defaults of the contract', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      publicUrl: undefined,
      sandbox: true,
      logLevel: 'info',
      brokers: ['@copydesk/adapter-zerodha', '@copydesk/adapter-upstox'],
    });
    expect(config.dataDir.endsWith('/data')).toBe(true);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'desk.example.com'],
    ['PUBLIC_URL', 'ftp://desk.example.com'],
    ['PUBLIC_URL', 'https://desk.example.com/desk'],
    ['SANDBOX', 'yes'],
    ['BROKERS', 'a,,b'],
    ['BROKERS', '../adapter'],
    ['DATABASE_URL', 'mysql://db'],
    ['SECRET_KEY', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['ABSENCE_AFTER_MS', '-1'],
    ['CLOSE_INTRADAY', 'maybe'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrowError(new RegExp(name));
  });

  it('names every wrong variable and repeats no value', () => {
    try {
      readConfig({ SECRET_KEY: 'tiny-secret', PORT: 'x' });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as ConfigError).problems).toHaveLength(2);
      expect((error as Error).message).not.toContain('tiny-secret');
    }
  });

  it('counts an empty variable as unset and takes the slash off PUBLIC_URL', () => {
    const config = readConfig({ PORT: '', PUBLIC_URL: 'https://desk.example.com/' });
    expect(config.port).toBe(3000);
    expect(config.publicUrl).toBe('https://desk.example.com');
  });

  it('knows which hosts are this machine alone', () => {
    expect(['127.0.0.1', '127.4.5.6', 'localhost', '::1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '::', '192.0.2.1', 'example.com'].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the secret key', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'copydesk-key-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const from = (more: { secretKey?: string; secretKeyFile?: string } = {}) =>
    loadSecretKey({ dataDir, secretKey: undefined, secretKeyFile: undefined, ...more });

  it('is made once, for its owner alone', async () => {
    const made = await Promise.all([from(), from(), from()]);
    expect(new Set(made).size).toBe(1);
    expect(await from()).toBe(made[0]);
    const file = join(dataDir, 'secret.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(made[0]);
  });

  it('comes from a file or the environment when told', async () => {
    const file = join(dataDir, 'elsewhere');
    await writeFile(file, `${'k'.repeat(40)}\n`);
    expect(await from({ secretKeyFile: file })).toBe('k'.repeat(40));
    expect(await from({ secretKey: 's'.repeat(40) })).toBe('s'.repeat(40));
  });

  it('is refused when the file is missing or too short', async () => {
    const file = join(dataDir, 'short');
    await writeFile(file, 'abc');
    await expect(from({ secretKeyFile: file })).rejects.toThrowError(ConfigError);
    await expect(from({ secretKeyFile: join(dataDir, 'nowhere') })).rejects.toThrowError('ENOENT');
  });

  it('gives each purpose a key of its own', () => {
    const secret = 's'.repeat(40);
    expect(deriveKey(secret, 'seal')).toHaveLength(32);
    expect(deriveKey(secret, 'seal').equals(deriveKey(secret, 'login-state'))).toBe(false);
  });
});
