import { afterAll, beforeAll } from 'vitest';
import { describeStorageContracts } from './contracts.ts';
import { type PostgresServer, startPostgres } from './postgres/postgres-server.ts';
import { postgresStorage } from './storage.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describeStorageContracts('PostgreSQL', async () => postgresStorage(await server.createDatabase()));
