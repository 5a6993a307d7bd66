import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from '../src/index.ts';

const OLD = randomBytes(32);
const NEW = randomBytes(32);

describe('sealed secrets', () => {
  it('open to what was sealed, whatever the text', () => {
    const box = new SecretBox([NEW]);

    for (const text of ['', 'secret-of-AB1234', 'रोहित 🙂\n\u0000', 'x'.repeat(100_000)]) {
      expect(box.open(box.seal(text, 'account/1'), 'account/1')).toBe(text);
    }
  });

  it('look different each time and show nothing of the text', () => {
    const box = new SecretBox([NEW]);
    const sealed = [1, 2, 3].map(() => box.seal('secret-of-AB1234', 'account/1'));

    expect(new Set(sealed).size).toBe(3);
    for (const text of sealed)
      expect(Buffer.from(text.split('.')[2]!, 'base64url').includes('secret')).toBe(false);
  });

  it('do not open for another record', () => {
    const box = new SecretBox([NEW]);
    const sealed = box.seal('secret-of-AB1234', 'account/1');

    expect(() => box.open(sealed, 'account/2')).toThrow(/belongs to another record/);
    expect(() => box.open(sealed, 'broker-session/1')).toThrow(/belongs to another record/);
  });

  it('do not open when a single bit was changed, or when they were cut', () => {
    const box = new SecretBox([NEW]);
    const [format, keyId, payload = ''] = box.seal('secret-of-AB1234', 'account/1').split('.');
    const bytes = Buffer.from(payload, 'base64url');

    for (let at = 0; at < bytes.length; at += 1) {
      const forged = Buffer.from(bytes);
      forged[at] = forged[at]! ^ 1;
      expect(() => box.open(`${format}.${keyId}.${forged.toString('base64url')}`, 'account/1')).toThrow();
    }
    for (const length of [0, 5, 12, 20, bytes.length - 1]) {
      const cut = bytes.subarray(0, length).toString('base64url');
      expect(() => box.open(`${format}.${keyId}.${cut}`, 'account/1')).toThrow();
    }
  });

  it('name their key, so that a wrong key is told from a forged text', () => {
    const sealed = new SecretBox([OLD]).seal('secret-of-AB1234', 'account/1');

    expect(() => new SecretBox([NEW]).open(sealed, 'account/1')).toThrow(/is not among the given ones/);
    expect(() => new SecretBox([NEW]).open('no-such-format', 'account/1')).toThrow(/not known here/);
  });

  it('open with any known key and are sealed with the newest, so that keys can be changed', () => {
    const before = new SecretBox([OLD]).seal('secret-of-AB1234', 'account/1');
    const both = new SecretBox([NEW, OLD]);

    expect(both.open(before, 'account/1')).toBe('secret-of-AB1234');
    const after = both.reseal(before, 'account/1');
    expect(new SecretBox([NEW]).open(after, 'account/1')).toBe('secret-of-AB1234');
    expect(both.reseal(after, 'account/1')).toBe(after);
  });

  it('want a key, and one that cannot be guessed', () => {
    expect(() => new SecretBox([])).toThrow(/key is needed/);
    expect(() => new SecretBox([Buffer.from('too short')])).toThrow(/at least 16 bytes/);
  });

  it('never repeat the key or the text in an error', () => {
    const key = Buffer.from('an-obviously-fake-key-0123456789');
    const box = new SecretBox([key]);
    const sealed = box.seal('secret-of-AB1234', 'account/1');
    try {
      box.open(sealed, 'account/2');
    } catch (error) {
      const shown = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).stack)}`;
      expect(shown).not.toContain('secret-of');
      expect(shown).not.toContain('obviously-fake');
      return;
    }
    expect.unreachable('it opened for another record');
  });
});
