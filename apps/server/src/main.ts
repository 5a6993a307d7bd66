/**
 * The process: `npm start`.
 *
 * What an earlier start has compiled is not compiled again: loading modules is most of the time until the accounts are armed.
 * Kept beside the compiled code, where only whoever may change that can write; a folder that cannot be written costs nothing.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

if (import.meta.filename.endsWith('.js')) enableCompileCache(join(import.meta.dirname, '.compiled'));
await import('./desk-main.ts');
