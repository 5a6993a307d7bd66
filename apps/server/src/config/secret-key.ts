/**
 * The key under which secrets are sealed and login states are signed.
 *
 * Decides: where it comes from. It is made once, readable by its owner only; a key that was lost cannot be replaced,
 * for what it sealed stays sealed.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from './config.ts';

const FILE = 'secret.key';
const LEAST_CHARACTERS = 32;

/** The secret as text: from `SECRET_KEY`, from `SECRET_KEY_FILE`, or from the data directory, where it is made once. */
export async function loadSecretKey(
  config: Pick<Config, 'secretKey' | 'secretKeyFile' | 'dataDir'>,
): Promise<string> {
  if (config.secretKey !== undefined) return config.secretKey;
  if (config.secretKeyFile !== undefined) return await readKey(config.secretKeyFile, 'SECRET_KEY_FILE');
  const path = join(config.dataDir, FILE);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  await makeOnce(path, config.dataDir);
  return await readKey(path, `the key file ${FILE} in DATA_DIR`);
}

/** Written aside, forced to disk, then linked: a crash in between leaves no half key, and two processes make one. */
async function makeOnce(path: string, folder: string): Promise<void> {
  try {
    await chmod(path, 0o600);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const aside = join(folder, `.${FILE}.${randomBytes(6).toString('hex')}`);
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function readKey(path: string, what: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new ConfigError([`${what} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`]);
  }
  if (text.length < LEAST_CHARACTERS)
    throw new ConfigError([`${what} needs at least ${LEAST_CHARACTERS} characters`]);
  return text;
}

/** A key of 32 bytes for one purpose. Keys of different purposes tell nothing about each other. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'copydesk', purpose, 32));
}
