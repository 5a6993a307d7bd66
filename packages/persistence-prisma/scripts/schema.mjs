import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** This package's folder, absolute. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The databases that are supported, by the names that Prisma has for them. */
export const PROVIDERS = /** @type {const} */ (['sqlite', 'postgresql']);

/**
 * The whole Prisma schema for one database. Only the provider differs: the models are written once.
 *
 * @param {string} provider
 * @param {string} [models] the models to use instead of the present ones
 */
export async function schemaFor(provider, models) {
  const body = models ?? (await readFile(path.join(PACKAGE, 'prisma', 'models.prisma'), 'utf8'));
  return `generator client {
  provider               = "prisma-client"
  output                 = "./${provider}"
  moduleFormat           = "esm"
  runtime                = "nodejs"
  importFileExtension    = "ts"
  generatedFileExtension = "ts"
}

datasource db {
  provider = "${provider}"
}

${body}`;
}
