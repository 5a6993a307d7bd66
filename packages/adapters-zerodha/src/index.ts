export { brokerPackage } from './broker-package.ts';
export { type ListingFile, readListingFile } from './instruments/download.ts';
export type { ZerodhaOptions } from './settings.ts';
export { createZerodhaAdapter } from './zerodha-adapter.ts';
