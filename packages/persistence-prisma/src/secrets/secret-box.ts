/**
 * Seals what must not be readable at rest: AES-256-GCM, a fresh nonce each time, bound to the record that it belongs
 * to, with the id of the key written beside it.
 *
 * Keeps I9 for the database: a stolen file, dump or backup shows no secret, and a sealed text that was moved to
 * another record does not open there.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A sealed text is `s1.<key id>.<nonce, ciphertext and tag in base64url>`. */
const FORMAT = 's1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SMALLEST_KEY_BYTES = 16;

interface SealingKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Seals with the newest key and opens with any that it knows, so that keys can be changed. */
export class SecretBox {
  readonly #newest: SealingKey;
  readonly #known: ReadonlyMap<string, SealingKey>;

  /** Secret keys, newest first, each of at least 16 bytes; what the host read from `SECRET_KEY` or its file. */
  constructor(secretKeys: readonly Uint8Array[]) {
    const keys = secretKeys.map(sealingKeyOf);
    const [newest] = keys;
    if (newest === undefined) throw new Error('A secret key is needed.');
    this.#newest = newest;
    this.#known = new Map(keys.map((key) => [key.id, key]));
  }

  /** Seals a text for one record, such as `account/01J…`. It opens only for the same record. */
  seal(text: string, record: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#newest.bytes, nonce);
    cipher.setAAD(boundTo(this.#newest.id, record));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${this.#newest.id}.${sealed.toString('base64url')}`;
  }

  /** The text. Throws when its key is not known here, when it was changed, or when it belongs to another record. */
  open(sealed: string, record: string): string {
    const [format, keyId = '', payload = ''] = sealed.split('.');
    const key = this.#known.get(keyId);
    if (format !== FORMAT)
      throw new Error(`The secret of ${record} is sealed in a way that is not known here.`);
    if (key === undefined) {
      throw new Error(
        `The secret of ${record} was sealed with the key ${keyId}, which is not among the given ones.`,
      );
    }
    const bytes = Buffer.from(payload, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(boundTo(keyId, record));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new Error(`The secret of ${record} was changed, or belongs to another record.`, { cause });
    }
  }

  /** The same text under the newest key; what is under it already is given back as it is. */
  reseal(sealed: string, record: string): string {
    if (sealed.startsWith(`${FORMAT}.${this.#newest.id}.`)) return sealed;
    return this.seal(this.open(sealed, record), record);
  }
}

/** The key that encrypts and the id that is stored are derived separately: the id tells nothing about the key. */
function sealingKeyOf(secret: Uint8Array): SealingKey {
  if (secret.byteLength < SMALLEST_KEY_BYTES) {
    throw new Error(
      `A secret key has at least ${SMALLEST_KEY_BYTES} bytes; this one has ${secret.byteLength}.`,
    );
  }
  const derive = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `copydesk ${purpose}`, bytes));
  return { id: derive('key id', 6).toString('hex'), bytes: derive('sealing key', 32) };
}

function boundTo(keyId: string, record: string): Buffer {
  return Buffer.from(`${FORMAT}\n${keyId}\n${record}`, 'utf8');
}
