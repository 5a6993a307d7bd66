export { brokerPackage } from './broker-package.ts';
export { type ListingFile, readListingFile } from './instruments/download.ts';
export type { UpstoxOptions } from './settings.ts';
export { createUpstoxAdapter } from './upstox-adapter.ts';
