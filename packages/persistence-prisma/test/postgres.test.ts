import { afterAll, beforeAll } from 'vitest';
import { describeStorageContracts } from './contracts.ts';
import { type PostgresServer, startPostgres } from './postgres/postgres-server.ts';
import { postgresStorage } from './storage.ts';

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(() => server.stop());

describeStorageContracts('PostgreSQL', () => postgresStorage(url));
