import { describeStorageContracts } from './contracts.ts';
import { sqliteStorage } from './storage.ts';

describeStorageContracts('SQLite', async () => sqliteStorage());
