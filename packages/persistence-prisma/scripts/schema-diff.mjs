import { readFile } from 'node:fs/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { schemaFor } from './schema.mjs';

const BINDINGS = '@prisma/schema-engine-wasm/schema_engine_bg';

/** @type {ReturnType<typeof loadEngine> | undefined} */
let engineClass;

/** The engine that writes migrations, without the native download that Prisma's own commands want. */
async function loadEngine() {
  const bindings = await import(BINDINGS);
  const bytes = await readFile(new URL('schema_engine_bg.wasm', import.meta.resolve(BINDINGS)));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  /** @type {{ __wbindgen_start?: () => void }} */ (instance.exports).__wbindgen_start?.();
  return /** @type {typeof import('@prisma/schema-engine-wasm').SchemaEngine} */ (bindings.SchemaEngine);
}

/**
 * Stands in for PostgreSQL. Before it compares two schemas the engine asks one question: whether the schema exists,
 * and which version answers. Everything else is refused.
 */
function postgresInName() {
  const refuse = () => Promise.reject(new Error('Schemas are compared without a database.'));
  const connection = {
    provider: /** @type {const} */ ('postgres'),
    adapterName: 'postgres-in-name',
    queryRaw: () =>
      Promise.resolve({
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
        rows: [[true, 'PostgreSQL 15.0', 150_000]],
      }),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: () => Promise.resolve(),
  };
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    connect: () => Promise.resolve(connection),
    connectToShadowDb: () => Promise.resolve(connection),
  };
}

/**
 * The SQL that brings a database from one state of the models to another. Compares schemas only: the adapter says
 * which dialect to write, and no database is opened.
 *
 * @param {'sqlite' | 'postgresql'} provider
 * @param {string | undefined} before the models, or undefined for an empty database
 * @param {string} after the models
 */
export async function schemaDiff(provider, before, after) {
  // Once: the bindings keep views of the memory of the instance they were given first.
  engineClass ??= loadEngine();
  const SchemaEngine = await engineClass;
  const adapter = provider === 'sqlite' ? new PrismaBetterSqlite3({ url: ':memory:' }) : postgresInName();
  const engine = await SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  /** @param {string} models */
  const target = async (models) => ({
    tag: /** @type {const} */ ('schemaDatamodel'),
    files: [{ path: 'schema.prisma', content: await schemaFor(provider, models) }],
  });
  const { stdout } = await engine.diff({
    // No models rather than `empty`, which would create the schema `public` and need the right to.
    from: await target(before ?? ''),
    to: await target(after),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}
