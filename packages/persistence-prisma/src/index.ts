export { type JournalArchive, openJournalArchive } from './open-archive.ts';
export {
  type ChainedJournal,
  type DatabaseLocation,
  openPersistence,
  type Persistence,
  type PersistenceOptions,
} from './open-persistence.ts';
export { SecretBox } from './secrets/secret-box.ts';
