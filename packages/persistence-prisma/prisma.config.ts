import process from 'node:process';
import { defineConfig } from 'prisma/config';

// `generate` and `validate` look for a native engine that they never run, and would download it. Anything that can be
// executed satisfies the look.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({});
