/** What a person set up for the console: the layout, the look, keys, defaults. The server keeps it and does not read it. */
import * as z from 'zod/mini';
import { text, wholeNumber } from './primitives.ts';

/** The longest document, as UTF-8 bytes of its JSON. */
export const PREFERENCES_MAX_BYTES = 32_768;

const document = z.record(text(64), z.unknown()).check(
  z.refine((value) => new TextEncoder().encode(JSON.stringify(value)).byteLength <= PREFERENCES_MAX_BYTES, {
    error: `Takes at most ${PREFERENCES_MAX_BYTES} bytes of JSON.`,
    params: { code: 'too-large' },
  }),
);

/** Version 0 and an empty document as long as nothing was stored. Each write makes the version one larger. */
export const preferences = z.object({ version: z.number(), document: z.record(z.string(), z.unknown()) });

/** Replaces the document as a whole; `version` is the one that was read. */
export const preferencesBody = z.strictObject({ version: wholeNumber({ min: 0 }), document });

export type Preferences = z.output<typeof preferences>;
export type PreferencesBody = z.input<typeof preferencesBody>;
